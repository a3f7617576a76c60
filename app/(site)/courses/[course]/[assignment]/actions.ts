'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Problem } from '@/lib/platform/result';
import { acceptRules } from '@/lib/submission/accept-rules';
import { describeSubmission } from '@/lib/submission/own-submission';
import { selectFinal } from '@/lib/submission/select-final';

/** What a form is told: nothing to say, or why not. */
export type ActionOutcome =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] };

const BAD_REQUEST: ActionOutcome = {
  ok: false,
  problems: [
    { code: 'bad_request', message: 'The page sent something unexpected; reload it and try again.' },
  ],
};

export async function acceptRulesAction(competitionId: string): Promise<ActionOutcome> {
  const viewer = await requireViewer();
  const id = z.uuid().safeParse(competitionId);
  if (!id.success) return BAD_REQUEST;
  return done(await acceptRules(viewer, id.data));
}

export async function selectFinalAction(submissionId: number, selected: boolean): Promise<ActionOutcome> {
  const viewer = await requireViewer();
  const input = z
    .strictObject({ id: z.int().positive(), selected: z.boolean() })
    .safeParse({ id: submissionId, selected });
  if (!input.success) return BAD_REQUEST;
  return done(await selectFinal(viewer, input.data.id, input.data.selected));
}

export async function describeAction(submissionId: number, description: string): Promise<ActionOutcome> {
  const viewer = await requireViewer();
  const input = z
    .strictObject({ id: z.int().positive(), text: z.string().max(500) })
    .safeParse({ id: submissionId, text: description });
  if (!input.success) return BAD_REQUEST;
  return done(await describeSubmission(viewer, input.data.id, input.data.text));
}

function done(result: { readonly ok: boolean; readonly problems?: readonly Problem[] }): ActionOutcome {
  if (!result.ok) return { ok: false, problems: result.problems ?? [] };
  revalidatePath('/courses', 'layout');
  return { ok: true };
}
