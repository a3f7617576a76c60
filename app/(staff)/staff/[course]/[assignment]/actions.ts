'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import type { Result } from '@/lib/platform/result';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { grantException } from '@/lib/staff/exceptions';
import { setHidden } from '@/lib/staff/hide-participant';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { revealPrivateBoard } from '@/lib/staff/reveal';

type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly { readonly message: string }[] };

const BAD_REQUEST: Outcome = {
  ok: false,
  problems: [{ message: 'The page sent something unexpected; reload it and try again.' }],
};

function done(result: Result<unknown>): Outcome {
  if (!result.ok) return { ok: false, problems: result.problems };
  revalidatePath('/staff', 'layout');
  return { ok: true };
}

function formDone(state: FormState, form: FormData, result: Result<unknown>): FormState {
  if (!result.ok) return refused(state, form, result.problems);
  revalidatePath('/staff', 'layout');
  return succeeded(state);
}

const reveal = z.tuple([z.uuid(), z.array(z.uuid())]);

/** `named`: the user ids of those who can still submit, as the confirmation listed them. */
export async function revealAction(competitionId: string, named: readonly string[]): Promise<Outcome> {
  const viewer = await requireViewer();
  const input = reveal.safeParse([competitionId, named]);
  return input.success ? done(await revealPrivateBoard(viewer, ...input.data)) : BAD_REQUEST;
}

const invalidation = z.strictObject({
  id: z.coerce.number().int().positive(),
  reason: z.string().max(500).optional(),
});

/** With a reason it takes the submission back; without one it restores it. */
export async function invalidateAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(invalidation, form);
  if (!input.ok) return refused(state, form, input.problems);
  return formDone(state, form, await setInvalidated(viewer, input.value.id, input.value.reason ?? null));
}

const hiding = z.strictObject({
  participantId: z.uuid(),
  hidden: z.enum(['yes', 'no']),
  reason: z.string().max(500),
});

export async function hideAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(hiding, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { participantId, hidden, reason } = input.value;
  return formDone(state, form, await setHidden(viewer, participantId, hidden === 'yes', reason));
}

const exception = z.strictObject({
  competitionId: z.uuid(),
  userId: z.uuid(),
  attempts: z.string(),
  lastMinute: z.string(),
  reason: z.string().max(500),
});

/** More attempts today, or a later deadline (the last minute, in the assignment's zone), whichever is filled in. */
export async function exceptionAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(exception, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { competitionId, userId, attempts, lastMinute, reason } = input.value;
  const request =
    lastMinute === ''
      ? { kind: 'extra_attempts' as const, attempts: Number(attempts), day: null }
      : { kind: 'extended_deadline' as const, lastMinute };
  return formDone(state, form, await grantException(viewer, competitionId, userId, request, reason));
}

const SOLUTION_BYTES_MAX = 200_000_000;
const solution = z.strictObject({
  competitionId: z.uuid(),
  reason: z.string().max(500),
  file: z
    .instanceof(File)
    .refine((file) => file.size > 0 && file.size <= SOLUTION_BYTES_MAX, 'Choose a solution file.'),
});

/** Adds a version of the solution and starts the regrade to it. */
export async function addSolutionAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(solution, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { competitionId, reason, file } = input.value;
  const added = await addSolutionVersion(
    viewer,
    competitionId,
    new Uint8Array(await file.arrayBuffer()),
    file.name,
  );
  if (!added.ok) return refused(state, form, added.problems);
  return formDone(
    state,
    form,
    await startRegrade(viewer, competitionId, { solutionId: added.value.solutionId }, reason),
  );
}

export async function commitRegradeAction(runId: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const id = z.uuid().safeParse(runId);
  return id.success ? done(await commitRegrade(viewer, id.data)) : BAD_REQUEST;
}

export async function cancelRegradeAction(runId: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const id = z.uuid().safeParse(runId);
  return id.success ? done(await cancelRegrade(viewer, id.data)) : BAD_REQUEST;
}
