'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Problem } from '@/lib/platform/result';
import { saveAnswer } from '@/lib/quiz/save-answer';

export type SaveOutcome =
  | { readonly ok: true; readonly savedAt: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const input = z.strictObject({ assignmentId: z.uuid(), questionId: z.string().max(40), value: z.unknown() });

/** Saves an answer; `lib` parses the value and decides whether it is in time. */
export async function saveAnswerAction(
  assignmentId: string,
  questionId: string,
  value: unknown,
): Promise<SaveOutcome> {
  const viewer = await requireViewer();
  const parsed = input.safeParse({ assignmentId, questionId, value });
  if (!parsed.success) {
    const message = 'The page sent something unexpected; reload it and try again.';
    return { ok: false, problems: [{ code: 'bad_request', message }] };
  }
  const saved = await saveAnswer(viewer, parsed.data.assignmentId, parsed.data.questionId, parsed.data.value);
  if (!saved.ok) return { ok: false, problems: saved.problems };
  revalidatePath('/courses', 'layout');
  return { ok: true, savedAt: saved.value.savedAt };
}
