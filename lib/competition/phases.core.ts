import type { Phase } from '@/lib/identity/access.core';

export interface Timetable {
  readonly opensAt: Date;
  /** The first instant that no longer counts: a deadline of 23:59 includes the whole of that minute. */
  readonly closesAt: Date;
  readonly revealMode: 'at_close' | 'manual';
  readonly revealedAt: Date | null;
}

/**
 * The phase at `now` (the database's clock). With `at_close` the private results are everyone's from the close on; with
 * `manual` from the moment staff pressed the button. A reveal before the close has no effect until the close.
 */
export function phaseAt(timetable: Timetable, now: Date): Phase {
  if (now < timetable.opensAt) return 'before';
  if (now < timetable.closesAt) return 'open';
  const revealed =
    timetable.revealMode === 'at_close' || (timetable.revealedAt !== null && timetable.revealedAt <= now);
  return revealed ? 'revealed' : 'closed';
}

/** The deadline that holds for one participant: the latest of the assignment's and the extensions given. */
export function deadlineFor(closesAt: Date, extensions: readonly Date[]): Date {
  return extensions.reduce((latest, each) => (each > latest ? each : latest), closesAt);
}
