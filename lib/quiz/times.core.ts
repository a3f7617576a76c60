import { deadlineFor, endOfMinute } from '@/lib/assignment/deadline.core';
import { DateTime } from 'luxon';
import type { QuizSettings } from '@/lib/quiz/quiz.types';

export interface QuizTimes {
  readonly opensAt: Date;
  /** The first instant that no longer counts. */
  readonly closesAt: Date;
  /** When the last extension of anybody ends; null: nobody has one. */
  readonly lastExtension: Date | null;
}

/** `released`: right answers and points are for everyone. */
export type QuizStatus = 'before' | 'open' | 'closed' | 'released';

/** The quiz's times: its own where it names them (local to the zone; the last minute counts whole), else the assignment's. */
export function quizTimes(
  settings: QuizSettings,
  assignment: QuizTimes & { readonly timezone: string },
): QuizTimes {
  return {
    lastExtension: assignment.lastExtension,
    opensAt:
      settings.opens === undefined
        ? assignment.opensAt
        : DateTime.fromISO(settings.opens, { zone: assignment.timezone }).toJSDate(),
    closesAt:
      settings.closes === undefined ? assignment.closesAt : endOfMinute(settings.closes, assignment.timezone),
  };
}

/**
 * Where the quiz stands for a student whose own deadline is `ownClosesAt`. Answers are released to nobody before the
 * deadline of all, and to a student with an extension not before the extension ends. At the close means: when nobody can
 * answer any more; staff may release them earlier. A release holds for the close it was made after.
 */
export function quizStatus(
  times: QuizTimes,
  release: QuizSettings['release'],
  releasedAt: Date | null,
  ownClosesAt: Date,
  now: Date,
): QuizStatus {
  if (now < times.opensAt) return 'before';
  if (now < ownClosesAt) return 'open';
  if (now < times.closesAt) return 'closed';
  const byHand = releasedAt !== null && releasedAt >= times.closesAt && releasedAt <= now;
  const atClose = release === 'at_close' && now >= deadlineFor(times.closesAt, times.lastExtension);
  return byHand || atClose ? 'released' : 'closed';
}
