'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { claimNext } from '@/lib/review/queue';
import { publishReviews } from '@/lib/review/review';

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
