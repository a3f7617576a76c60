'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Answer } from '@/app/_ui/handin/comments.client';
import { answerSecondLook } from '@/lib/review/second-look';

/** Answers a student's request for a second look. */
export async function answerAction(
  requestId: string,
  accepted: boolean,
  reply: string,
): Promise<Answer<{ readonly handinId: number }>> {
  const viewer = await requireViewer();
  const answer = z
    .object({ accepted: z.boolean(), reply: z.string().max(10_000) })
    .parse({ accepted, reply });
  const done = await answerSecondLook(viewer, z.uuid().parse(requestId), answer);
  if (!done.ok) return { ok: false, problems: done.problems.map(({ message }) => ({ message })) };
  revalidatePath('/', 'layout');
  return { ok: true, value: done.value };
}
