'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import type { Result } from '@/lib/platform/result';
import { acceptOption, withdrawAcceptance } from '@/lib/quiz/accept-option';
import { typedAnswer } from '@/lib/quiz/typed-answer.core';
import { regradeQuiz, releaseQuiz } from '@/lib/quiz/release-quiz';
import { startSeeding } from '@/lib/quiz/start-seeding';
import { uploadCheckpoints } from '@/lib/quiz/upload-checkpoints';

type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly { readonly message: string }[] };

const BAD_REQUEST: Outcome = {
  ok: false,
  problems: [{ message: 'The page sent something unexpected; reload it and try again.' }],
};

function done(result: Result<unknown>): Outcome {
  if (!result.ok) return { ok: false, problems: result.problems };
  revalidatePath('/staff', 'layout');
  return { ok: true };
}

async function onQuiz(
  id: string,
  act: (viewer: Awaited<ReturnType<typeof requireViewer>>, id: string) => Promise<Result<unknown>>,
): Promise<Outcome> {
  const viewer = await requireViewer();
  const parsed = z.uuid().safeParse(id);
  return parsed.success ? done(await act(viewer, parsed.data)) : BAD_REQUEST;
}

export async function seedAction(assignmentId: string): Promise<Outcome> {
  return onQuiz(assignmentId, startSeeding);
}

export async function releaseAction(assignmentId: string): Promise<Outcome> {
  return onQuiz(assignmentId, releaseQuiz);
}

export async function regradeAction(assignmentId: string): Promise<Outcome> {
  return onQuiz(assignmentId, regradeQuiz);
}

export async function withdrawAction(acceptanceId: string): Promise<Outcome> {
  return onQuiz(acceptanceId, withdrawAcceptance);
}

const acceptance = z.strictObject({
  assignmentId: z.uuid(),
  questionId: z.string().max(40),
  kind: z.enum(['hessian', 'single_choice', 'multiple_choice', 'number', 'short_text']),
  userId: z.union([z.uuid(), z.literal('')]),
  answer: z.string().max(500),
  reason: z.string().max(500),
});

/** Accepts a further answer for one student or for all. */
export async function acceptAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(acceptance, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { assignmentId, questionId, kind, userId, answer, reason } = input.value;
  const result = await acceptOption(viewer, assignmentId, {
    questionId,
    userId: userId === '' ? null : userId,
    value: typedAnswer(kind, answer),
    reason,
  });
  if (!result.ok) return refused(state, form, result.problems);
  revalidatePath('/staff', 'layout');
  return succeeded(state);
}

const BYTES_MAX = 5_000_000;

/** Gives students checkpoints from files; read here, checked in `lib`. */
export async function uploadAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const assignmentId = z.uuid().safeParse(form.get('assignmentId'));
  const students = z.string().max(100_000).safeParse(form.get('students'));
  const files = form.getAll('files').filter((each) => each instanceof File);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (!assignmentId.success || !students.success || files.length === 0 || bytes > BYTES_MAX) {
    const message = `Choose checkpoint files of at most ${BYTES_MAX / 1_000_000} MB together.`;
    return refused(state, form, [{ code: 'bad_field', field: 'files', message }]);
  }
  const read = await Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const ids = students.data.split(/[\s,;]+/).filter((each) => each !== '');
  const result = await uploadCheckpoints(viewer, assignmentId.data, read, ids.length === 0 ? null : ids);
  if (!result.ok) return refused(state, form, result.problems);
  revalidatePath('/staff', 'layout');
  return succeeded(state);
}
