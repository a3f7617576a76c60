import { loadCompetition, type Competition } from '@/lib/competition/competition';
import type { Phase } from '@/lib/identity/access.core';
import { phaseAt } from '@/lib/assignment/deadline.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import type { GradingSettings } from '@/lib/gradebook/grade.types';
import { gradingSection } from '@/lib/gradebook/section';
import { databaseNow } from '@/lib/platform/clock';
import type { Tx } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

export interface GradingAccess {
  readonly competition: Competition;
  /** For those without an extension. */
  readonly phase: Phase;
  readonly now: Date;
  readonly settings: GradingSettings;
}

/** The gate of what staff do with grades. `viewer` null: the operator at the server's command line. */
export async function enterGrading(
  tx: Tx,
  viewer: Viewer | null,
  assignmentId: string,
): Promise<Result<GradingAccess>> {
  if (viewer) {
    const entered = await enterAsStaff(tx, viewer, assignmentId);
    if (!entered.ok) return entered;
  }
  const competition = await loadCompetition(tx, assignmentId);
  const settings = await gradingSection.present(tx, assignmentId);
  if (!competition || !settings) return notFound('grading');
  const now = await databaseNow(tx);
  return ok({ competition, settings, phase: phaseAt(competition, now), now });
}
