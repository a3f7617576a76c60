'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import { replyToBreach } from '@/lib/gradebook/adjust';

const reply = z.strictObject({ breachId: z.uuid(), reply: z.string().max(4_000) });

export async function replyAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(reply, form);
  if (!input.ok) return refused(state, form, input.problems);
  const done = await replyToBreach(viewer, input.value.breachId, input.value.reply);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/courses', 'layout');
  return succeeded(state);
}
