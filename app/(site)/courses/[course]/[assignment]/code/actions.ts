'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Answer } from '@/app/_ui/handin/comments.client';
import { askSecondLook } from '@/lib/review/second-look';

const asked = z.object({
  handinId: z.int().positive().max(2_147_483_647),
  itemKey: z.string().max(40),
  reason: z.string().max(10_000),
});

/** A student's request to have an item looked at again. */
export async function askAction(handinId: number, itemKey: string, reason: string): Promise<Answer<null>> {
  const viewer = await requireViewer();
  const wanted = asked.parse({ handinId, itemKey, reason });
  const made = await askSecondLook(viewer, wanted.handinId, wanted.itemKey, wanted.reason);
  if (!made.ok) return { ok: false, problems: made.problems.map(({ message }) => ({ message })) };
  revalidatePath('/courses', 'layout');
  return { ok: true, value: null };
}
