'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { overrideItem, recordBreach, withdrawBreach } from '@/lib/gradebook/adjust';
import { publishGrades } from '@/lib/gradebook/run';
import type { Result } from '@/lib/platform/result';

const id = z.uuid();

function outcome(result: Result<unknown>): Outcome {
  if (!result.ok) return { ok: false, problems: result.problems };
  revalidatePath('/', 'layout');
  return { ok: true };
}

/** Publishes what was previewed; refused when something changed since. */
export async function publishAction(assignmentId: string, fingerprint: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const [parsed, seen] = z.tuple([id, z.string().max(200)]).parse([assignmentId, fingerprint]);
  return outcome(await publishGrades(viewer, parsed, seen));
}

const override = z.strictObject({
  assignmentId: id,
  userId: id,
  item: z.string().max(100),
  points: z.string().trim().max(12),
  reason: z.string().max(1_000),
});

/** Sets an item's points by hand. */
export async function overrideAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(override, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { assignmentId, ...wanted } = input.value;
  return after(state, form, await overrideItem(viewer, assignmentId, wanted));
}

const breach = z.strictObject({
  assignmentId: id,
  userId: id,
  kind: z.string().max(200),
  evidence: z.string().max(4_000),
  factor: z.string().trim().max(6),
});

/** Records a breach of the rules. */
export async function breachAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(breach, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { assignmentId, ...wanted } = input.value;
  return after(state, form, await recordBreach(viewer, assignmentId, wanted));
}

function after(state: FormState, form: FormData, result: Result<unknown>): FormState {
  if (!result.ok) return refused(state, form, result.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

/** Lets the rule decide again over points that were set by hand. */
export async function removeOverrideAction(
  assignmentId: string,
  userId: string,
  item: string,
): Promise<Outcome> {
  const viewer = await requireViewer();
  const [assignment, user, of] = z.tuple([id, id, z.string().max(100)]).parse([assignmentId, userId, item]);
  return outcome(
    await overrideItem(viewer, assignment, { userId: user, item: of, points: null, reason: 'undone' }),
  );
}

/** Withdraws a breach; the grade follows with the next publication. */
export async function withdrawAction(assignmentId: string, breachId: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const [assignment, which] = z.tuple([id, id]).parse([assignmentId, breachId]);
  return outcome(await withdrawBreach(viewer, assignment, which));
}
