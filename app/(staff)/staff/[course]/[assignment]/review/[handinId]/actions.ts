'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Problem, Result } from '@/app/_data/form';
import type { Answer } from '@/app/_ui/handin/comments.client';
import { recordBreach } from '@/lib/gradebook/adjust';
import { deleteComment, saveComment } from '@/lib/review/comments';
import { saveReview } from '@/lib/review/review';
import type { CommentInput, LineComment, Snippet } from '@/lib/review/review.types';
import { addSnippet, deleteSnippet } from '@/lib/review/snippets';
import { handinOwner, unmask } from '@/lib/review/unmask';

const handinId = z.int().positive().max(2_147_483_647);
const comment = z.strictObject({
  id: z.uuid().nullable(),
  file: z.int().min(0),
  cell: z.int().min(0).nullable(),
  line: z.int().min(1),
  markdown: z.string().max(20_000),
});

export async function saveCommentAction(id: number, input: CommentInput): Promise<Answer<LineComment>> {
  return plain(await saveComment(await requireViewer(), handinId.parse(id), comment.parse(input)));
}

export async function deleteCommentAction(id: number, commentId: string): Promise<Answer<null>> {
  return plain(await deleteComment(await requireViewer(), handinId.parse(id), z.uuid().parse(commentId)));
}

const review = z.strictObject({
  points: z.record(z.string().max(40), z.string().max(40)),
  comment: z.string().max(40_000),
  unreasonable: z.boolean(),
  complete: z.boolean(),
  basedOn: z.string().max(40).nullable(),
});
export type ReviewDraft = z.infer<typeof review>;
export type Saved =
  | { readonly ok: true; readonly value: { readonly savedAt: string } }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Keeps a review as it is so far (`complete: false`), or finishes it. */
export async function saveReviewAction(id: number, input: ReviewDraft): Promise<Saved> {
  const wanted = review.parse(input);
  const given = Object.entries(wanted.points).filter(([, points]) => points.trim() !== '');
  const points = Object.fromEntries(given.map(([key, value]) => [key, value.trim()]));
  const saved = await saveReview(await requireViewer(), handinId.parse(id), { ...wanted, points });
  if (!saved.ok) return { ok: false, problems: saved.problems };
  if (wanted.complete) revalidatePath('/', 'layout');
  return { ok: true, value: saved.value };
}

const snippet = z.strictObject({
  markdown: z.string().max(10_000),
  itemKey: z.string().max(40).nullable(),
  points: z.string().max(20).nullable(),
});

export async function addSnippetAction(
  assignmentId: string,
  wanted: Omit<Snippet, 'id'>,
): Promise<Answer<Snippet>> {
  return plain(await addSnippet(await requireViewer(), z.uuid().parse(assignmentId), snippet.parse(wanted)));
}

export async function deleteSnippetAction(assignmentId: string, id: string): Promise<Answer<null>> {
  const viewer = await requireViewer();
  return plain(await deleteSnippet(viewer, z.uuid().parse(assignmentId), z.uuid().parse(id)));
}

export async function unmaskAction(
  id: number,
  reason: string,
): Promise<Answer<{ readonly name: string; readonly studentId: string | null }>> {
  return plain(await unmask(await requireViewer(), handinId.parse(id), z.string().max(2_000).parse(reason)));
}

const NO_GRADES: Answer<never> = {
  ok: false,
  problems: [
    {
      message: 'Nothing was recorded: this assignment has no grade book, or the person is no student of it.',
    },
  ],
};

/** Records a breach of the rules against whoever handed this in, by the grade book's own act. */
export async function breachAction(id: number, kind: string, evidence: string): Promise<Answer<null>> {
  const viewer = await requireViewer();
  const owner = await handinOwner(viewer, handinId.parse(id));
  if (!owner.ok) return plain(owner);
  const text = z.string().max(4_000);
  const recorded = await recordBreach(viewer, owner.value.assignmentId, {
    userId: owner.value.userId,
    kind: text.parse(kind),
    evidence: text.parse(evidence),
    factor: null,
  });
  if (!recorded.ok) {
    if (recorded.problems.some((each) => each.code === 'not_found')) return NO_GRADES;
    return plain(recorded);
  }
  revalidatePath('/', 'layout');
  return { ok: true, value: null };
}

function plain<T>(result: Result<T>): Answer<T> {
  return result.ok
    ? { ok: true, value: result.value }
    : { ok: false, problems: result.problems.map(({ message }) => ({ message })) };
}
