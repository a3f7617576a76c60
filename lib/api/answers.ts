import { bySlugs } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import type { Answer } from '@/lib/api/operation';

export interface AssignmentParams {
  readonly course: string;
  readonly assignment: string;
}

export const value = (given: unknown): Result<Answer> => ok({ kind: 'value', value: given });
export const nothing: Result<Answer> = ok({ kind: 'nothing' });

/** A lib's answer as the operation's: the value as it is, or changed. */
export function answer<T>(
  result: Result<T>,
  change: (given: T) => unknown = (given) => given,
): Result<Answer> {
  return result.ok ? value(change(result.value)) : result;
}

/** The same where there is nothing to say. */
export function done(result: Result<unknown>): Result<Answer> {
  return result.ok ? nothing : result;
}

/**
 * Runs `act` with the id of the assignment in the address, for who may see it. One that does not exist and one the viewer must
 * not know of are answered alike.
 */
export async function onAssignment(
  viewer: Viewer,
  { course, assignment }: AssignmentParams,
  act: (id: string) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const entered = await enter(db(), viewer, bySlugs(course, assignment));
  return entered.ok ? act(entered.value.competition.id) : entered;
}

/** The same for staff alone; others are refused before anything is looked at. */
export async function onStaffAssignment(
  viewer: Viewer,
  { course, assignment }: AssignmentParams,
  act: (id: string) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const entered = await enter(db(), viewer, bySlugs(course, assignment), 'staff');
  return entered.ok ? act(entered.value.competition.id) : entered;
}
