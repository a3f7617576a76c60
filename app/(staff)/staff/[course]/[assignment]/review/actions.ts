'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { refused, succeeded, type FormState, type Problem } from '@/app/_data/form';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { claimNext } from '@/lib/review/queue';
import { publishReviews, saveReview } from '@/lib/review/review';

const base = z.string().regex(/^\/staff\/[\w-]+\/[\w-]+\/review$/);

/** Takes the next hand-in nobody works on and opens it. */
export async function nextAction(assignmentId: string, address: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const [id, at] = z.tuple([z.uuid(), base]).parse([assignmentId, address]);
  const next = await claimNext(viewer, id);
  if (!next.ok) return { ok: false, problems: next.problems };
  if (next.value === null)
    return { ok: false, problems: [{ message: 'Every hand-in is reviewed or taken.' }] };
  redirect(`${at}/${next.value}`);
}

export async function publishAction(assignmentId: string, isPublished: boolean): Promise<Outcome> {
  const viewer = await requireViewer();
  const done = await publishReviews(viewer, z.uuid().parse(assignmentId), z.boolean().parse(isPublished));
  if (!done.ok) return { ok: false, problems: done.problems };
  revalidatePath('/', 'layout');
  return { ok: true };
}

const review = z.object({
  handinId: z.coerce.number().int().positive(),
  comment: z.string().max(40_000),
  unreasonable: z.literal('on').optional(),
  finish: z.enum(['yes', 'no']),
});
const PREFIX = 'points.';

/** Keeps a review, or finishes it. Points come as `points.<key>`; an empty one is not given yet. */
export async function reviewAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = review.safeParse(Object.fromEntries(form));
  if (!input.success) return refused(state, form, input.error.issues.map(problemOf));
  const points = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith(PREFIX) && typeof value === 'string' && value.trim() !== ''
      ? [[name.slice(PREFIX.length), value.trim()] as const]
      : [],
  );
  const { handinId, comment, unreasonable, finish } = input.data;
  const saved = await saveReview(viewer, handinId, {
    points: Object.fromEntries(points),
    comment,
    unreasonable: unreasonable === 'on',
    complete: finish === 'yes',
  });
  if (!saved.ok) return refused(state, form, saved.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

const problemOf = (issue: z.core.$ZodIssue): Problem => ({
  code: 'bad_field',
  field: issue.path.join('.'),
  message: issue.message,
});
