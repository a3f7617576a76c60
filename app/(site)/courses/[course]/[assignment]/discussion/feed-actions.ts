'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { makeFeedAddress, revokeFeedAddress } from '@/lib/forum/feed';
import type { Result } from '@/lib/platform/result';

const slug = z.string().max(100);

/** The one time the address is told. */
export async function makeFeedAction(course: string): Promise<Result<string>> {
  return makeFeedAddress(await requireViewer(), slug.parse(course));
}

export async function revokeFeedAction(course: string): Promise<Result<null>> {
  const done = await revokeFeedAddress(await requireViewer(), slug.parse(course));
  if (done.ok) revalidatePath(`/courses/${slug.parse(course)}`, 'layout');
  return done;
}
