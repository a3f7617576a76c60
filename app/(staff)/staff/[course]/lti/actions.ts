'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import { addPlatform, platformSchema, removePlatform, sendAgain, unbindPlatform } from '@/lib/lti/platforms';
import type { Result } from '@/lib/platform/result';

const form = platformSchema.extend({ course: z.string().max(100) });

export async function addPlatformAction(state: FormState, given: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(form, given);
  if (!input.ok) return refused(state, given, input.problems);
  const { course, ...platform } = input.value;
  const added = await addPlatform(viewer, course, platform);
  if (!added.ok) return refused(state, given, added.problems);
  revalidatePath('/staff', 'layout');
  return succeeded(state);
}

export async function removePlatformAction(id: string): Promise<Result<null>> {
  return afterwards(removePlatform(await requireViewer(), z.uuid().parse(id)));
}

export async function unbindPlatformAction(id: string): Promise<Result<null>> {
  return afterwards(unbindPlatform(await requireViewer(), z.uuid().parse(id)));
}

export async function sendAgainAction(id: string): Promise<Result<null>> {
  return afterwards(sendAgain(await requireViewer(), z.uuid().parse(id)));
}

async function afterwards(act: Promise<Result<null>>): Promise<Result<null>> {
  const result = await act;
  if (result.ok) revalidatePath('/staff', 'layout');
  return result;
}
