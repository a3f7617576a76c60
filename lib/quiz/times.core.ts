import { DateTime } from 'luxon';
import type { QuizSettings } from '@/lib/quiz/quiz.types';

export interface QuizTimes {
  readonly opensAt: Date;
  /** The first instant that no longer counts. */
  readonly closesAt: Date;
}

/** `released`: right answers and points are for everyone. */
export type QuizStatus = 'before' | 'open' | 'closed' | 'released';

/** The quiz's times: its own where it names them (local to the zone; the last minute counts whole), else the assignment's. */
export function quizTimes(
  settings: QuizSettings,
  assignment: QuizTimes & { readonly timezone: string },
): QuizTimes {
  const local = (time: string): Date => DateTime.fromISO(time, { zone: assignment.timezone }).toJSDate();
  const minute = 60_000;
  return {
    opensAt: settings.opens === undefined ? assignment.opensAt : local(settings.opens),
    closesAt:
      settings.closes === undefined
        ? assignment.closesAt
        : new Date(Math.floor(local(settings.closes).getTime() / minute) * minute + minute),
  };
}

/**
 * Where the quiz stands for a student whose own deadline is `ownClosesAt`. Answers are released to nobody before the
 * deadline of all, and to a student with an extension not before the extension ends.
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
  return release === 'at_close' || (releasedAt !== null && releasedAt <= now) ? 'released' : 'closed';
}
