import { DateTime } from 'luxon';
import type { Phase } from '@/lib/assignment/access.core';

/** When an assignment takes something, and when its private results are out. */
export interface Timetable {
  readonly opensAt: Date;
  /** The deadline of all. Like every deadline, the first instant that no longer counts: 23:59 includes that whole minute. */
  readonly closesAt: Date;
  /** When the last extension of anybody in the course ends; null: nobody has one. */
  readonly lastExtension: Date | null;
  readonly revealMode: 'at_close' | 'manual';
  /** When staff revealed the private results by hand; null: they did not. */
  readonly revealedAt: Date | null;
}

/**
 * Whether the private results are out for those who can submit nothing more. With `at_close` they are from the moment on at
 * which nobody can; an extension given later holds them back again until it ends. A reveal by hand does not wait for
 * extensions, so it names who can still submit; it holds for the close it was made after, and not for a later one.
 */
export function isRevealed(times: Timetable, now: Date): boolean {
  if (now < times.closesAt) return false;
  const { revealedAt } = times;
  const byHand = revealedAt !== null && revealedAt >= times.closesAt && revealedAt <= now;
  return (
    byHand || (times.revealMode === 'at_close' && now >= deadlineFor(times.closesAt, times.lastExtension))
  );
}

/**
 * The phase at `now` (the database's clock) for somebody whose own deadline is `ownClosesAt`; without it, for those who have
 * no extension. Whoever may still submit is in the phase `open`, whatever has been revealed to others.
 */
export function phaseAt(times: Timetable, now: Date, ownClosesAt: Date = times.closesAt): Phase {
  if (now < times.opensAt) return 'before';
  if (now < ownClosesAt) return 'open';
  return isRevealed(times, now) ? 'revealed' : 'closed';
}

/**
 * The deadline that holds for one person: everybody's, or the end of their last extension where that is later. An extension of
 * the assignment's deadline holds for its quiz and hand-in too, which may have deadlines of their own.
 */
export function deadlineFor(closesAt: Date, extension: Date | null): Date {
  return extension !== null && extension > closesAt ? extension : closesAt;
}

const MINUTE_MS = 60_000;

/** The deadline whose last minute holds `at`: the first instant after that minute. */
export function afterMinute(at: Date): Date {
  return new Date((Math.floor(at.getTime() / MINUTE_MS) + 1) * MINUTE_MS);
}

/** The same for a minute as people write it in `zone`, ISO 8601 without offset. No valid date where `local` is none. */
export function endOfMinute(local: string, zone: string): Date {
  return afterMinute(DateTime.fromISO(local, { zone }).toJSDate());
}

/** A deadline as it is said to people: the last minute that counts. */
export function lastMinute(closesAt: Date): Date {
  return new Date(closesAt.getTime() - MINUTE_MS);
}
