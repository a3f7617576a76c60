'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { announce, editAnnouncement, removeAnnouncement } from '@/lib/forum/announcements';
import { acceptAnswer, editPost, follow, removePost } from '@/lib/forum/moderate';
import { answerQuestion, askQuestion } from '@/lib/forum/threads';
import type { Result } from '@/lib/platform/result';

const text = z.string().max(40_000);

const question = z.strictObject({
  assignmentId: z.uuid(),
  base: z.string().regex(/^\/courses\/[\w-]+\/[\w-]+\/discussion$/),
  title: text,
  markdown: text,
  isPrivate: z.literal('on').optional(),
});

export async function askAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(question, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { assignmentId, base, title, markdown, isPrivate } = input.value;
  const asked = await askQuestion(viewer, assignmentId, { title, markdown, isPrivate: isPrivate === 'on' });
  if (!asked.ok) return refused(state, form, asked.problems);
  revalidatePath(base);
  redirect(`${base}/${asked.value.threadId}`);
}

const answer = z.strictObject({ threadId: z.uuid(), markdown: text });

export async function answerAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(answer, form);
  if (!input.ok) return refused(state, form, input.problems);
  return formDone(state, form, await answerQuestion(viewer, input.value.threadId, input.value.markdown));
}

const edit = z.strictObject({ postId: z.uuid(), markdown: text });

export async function editPostAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(edit, form);
  if (!input.ok) return refused(state, form, input.problems);
  return formDone(state, form, await editPost(viewer, input.value.postId, input.value.markdown));
}

const announcement = z.strictObject({
  assignmentId: z.uuid(),
  /** Given: this one is mended. */
  announcementId: z.uuid().optional(),
  title: text,
  markdown: text,
});

export async function announceAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(announcement, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { assignmentId, announcementId, ...wanted } = input.value;
  const done = announcementId
    ? await editAnnouncement(viewer, announcementId, wanted)
    : await announce(viewer, assignmentId, wanted);
  return formDone(state, form, done);
}

export async function removeAnnouncementAction(id: string): Promise<Outcome> {
  return done(await removeAnnouncement(await requireViewer(), z.uuid().parse(id)));
}

export async function removePostAction(id: string): Promise<Outcome> {
  return done(await removePost(await requireViewer(), z.uuid().parse(id)));
}

export async function acceptAction(id: string): Promise<Outcome> {
  return done(await acceptAnswer(await requireViewer(), z.uuid().parse(id)));
}

export async function followAction(threadId: string, isFollowed: boolean): Promise<Outcome> {
  const input = z.tuple([z.uuid(), z.boolean()]).parse([threadId, isFollowed]);
  return done(await follow(await requireViewer(), ...input));
}

function done(result: Result<unknown>): Outcome {
  if (!result.ok) return { ok: false, problems: result.problems };
  revalidatePath('/courses', 'layout');
  return { ok: true };
}

function formDone(state: FormState, form: FormData, result: Result<unknown>): FormState {
  if (!result.ok) return refused(state, form, result.problems);
  revalidatePath('/courses', 'layout');
  return succeeded(state);
}
