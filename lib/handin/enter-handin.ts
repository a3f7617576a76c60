import { DateTime } from 'luxon';
import { enterCompetition, type CompetitionAccess } from '@/lib/competition/competition';
import { deadlineFor } from '@/lib/assignment/deadline.core';
import { handinSection } from '@/lib/handin/section';
import type { HandinSettings } from '@/lib/handin/handin.types';
import { isStaff } from '@/lib/identity/access.core';
import { forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import type { Db, Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface HandinAccess {
  readonly entered: CompetitionAccess;
  readonly settings: HandinSettings;
  /** The first instant that is late for all. */
  readonly closesAt: Date;
  readonly publishedAt: Date | null;
}

const MINUTE_MS = 60_000;

/** The gate to an assignment's hand-in: whoever may enter the assignment, and the assignment has one. */
export async function enterHandin(
  tx: Db | Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<HandinAccess>> {
  const entered = await enterCompetition(tx, viewer, assignmentId);
  if (!entered.ok) return entered;
  const settings = await handinSection.present(tx, assignmentId);
  if (!settings) return notFound('hand-in');
  const rules = await tx.handinRules.findUniqueOrThrow({ where: { assignmentId } });
  const { competition } = entered.value;
  const closesAt =
    settings.closes === undefined
      ? competition.closesAt
      : new Date(
          Math.floor(
            DateTime.fromISO(settings.closes, { zone: competition.timezone }).toMillis() / MINUTE_MS,
          ) *
            MINUTE_MS +
            MINUTE_MS,
        );
  return ok({ entered: entered.value, settings, closesAt, publishedAt: rules.publishedAt });
}

/** The same, for staff. */
export async function enterHandinAsStaff(
  tx: Db | Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<HandinAccess>> {
  const access = await enterHandin(tx, viewer, assignmentId);
  if (!access.ok) return access;
  return isStaff(access.value.entered.role) ? access : forbidden('This is for the staff of the course.');
}

/** The deadline that holds for the asker. */
export function ownDeadline({ closesAt, entered }: HandinAccess): Date {
  return deadlineFor(closesAt, entered.ownExtension);
}

/** Whether reviewers are not to know whose hand-ins they are: by the assignment's setting, until the reviews are published. */
export function isMasked({ settings, publishedAt }: HandinAccess): boolean {
  return settings.anonymous && publishedAt === null;
}
