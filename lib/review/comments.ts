import { byHandin } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { auditReview, type EnteredReview, reviewToWrite, reviewPart } from '@/lib/review/review-part';
import type { CommentInput, LineComment } from '@/lib/review/review.types';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import type { ReviewComment } from '@/lib/platform/prisma-client/client';
import { markdownHtml, pageShare } from '@/lib/platform/rendering/renderer';
import type { Share } from '@/lib/platform/threads/crew';
import { ok, refuse, type Result } from '@/lib/platform/result';

const TEXT_MAX = 10_000;
const LINE_MAX = 1_000_000;
const CELL_MAX = 10_000;
const COMMENTS_MAX = 500;
const CLAIM_MINUTES = 30;

/** All line comments of a hand-in, for staff. */
export async function lineComments(
  viewer: Viewer,
  handinId: number,
): Promise<Result<readonly LineComment[]>> {
  const entered = await enter(db(), viewer, byHandin(handinId), 'staff', reviewPart(handinId));
  return entered.ok ? ok(await readComments(db(), handinId, entered.value.paths)) : entered;
}

/** The comments in the order of files and lines; who may read them is the caller's matter. */
export async function readComments(
  tx: Db | Tx,
  handinId: number,
  paths: readonly string[],
): Promise<readonly LineComment[]> {
  const rows = await tx.reviewComment.findMany({
    where: { handinId },
    include: { author: { select: { name: true } } },
  });
  const share = pageShare();
  const comments = await Promise.all(
    rows.map((row) => commentOf(row, row.author?.name ?? null, paths, share)),
  );
  return comments.sort((a, b) => a.file - b.file || (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line);
}

export async function commentOf(
  row: Pick<ReviewComment, 'id' | 'path' | 'cell' | 'line' | 'markdown'>,
  author: string | null,
  paths: readonly string[],
  share?: Share,
): Promise<LineComment> {
  const { id, path, cell, line, markdown } = row;
  const { html } = await markdownHtml(markdown, { share });
  return { id, file: paths.indexOf(path), cell, line, markdown, html, author };
}

/** Writes a line comment or changes one. Taking part in a review claims it as saving it does. */
export async function saveComment(
  viewer: Viewer,
  handinId: number,
  input: CommentInput,
): Promise<Result<LineComment>> {
  const saved = await db().$transaction(async (tx) => {
    const entered = await reviewToWrite(tx, viewer, handinId);
    if (!entered.ok) return entered;
    const { paths } = entered.value;
    const path = paths[input.file];
    if (path === undefined) return notFound('file');
    const markdown = input.markdown.trim();
    if (markdown === '' || markdown.length > TEXT_MAX)
      return refuse({ code: 'comment', message: `Write a comment of at most ${TEXT_MAX} characters.` });
    if (!isPlace(input)) return notFound('line');
    const now = await databaseNow(tx);
    const row = await write(tx, viewer, entered.value, { ...input, markdown, path, now });
    if (!row.ok) return row;
    await claim(tx, viewer, handinId);
    if (entered.value.row.review?.completedAt)
      await auditReview(tx, viewer, entered.value, 'review.comment_saved', { id: row.value.id, markdown });
    return ok({ row: row.value, paths });
  });
  // Rendered after the commit: no lock is held while a thread works.
  return saved.ok ? ok(await commentOf(saved.value.row, viewer.name, saved.value.paths)) : saved;
}

function isPlace({ cell, line }: CommentInput): boolean {
  const isLine = Number.isInteger(line) && line >= 1 && line <= LINE_MAX;
  return isLine && (cell === null || (Number.isInteger(cell) && cell >= 0 && cell <= CELL_MAX));
}

async function write(
  tx: Tx,
  viewer: Viewer,
  { row }: EnteredReview,
  wanted: CommentInput & { readonly path: string; readonly now: Date },
): Promise<Result<ReviewComment>> {
  const { markdown, now } = wanted;
  if (wanted.id === null) {
    if ((await tx.reviewComment.count({ where: { handinId: row.id } })) >= COMMENTS_MAX)
      return refuse({ code: 'too_many', message: `At most ${COMMENTS_MAX} comments to one hand-in.` });
    const { path, cell, line } = wanted;
    return ok(
      await tx.reviewComment.create({
        data: {
          handinId: row.id,
          authorId: viewer.userId,
          path,
          cell,
          line,
          markdown,
          createdAt: now,
          updatedAt: now,
        },
      }),
    );
  }
  const present = await tx.reviewComment.findFirst({ where: { id: wanted.id, handinId: row.id } });
  if (!present) return notFound('comment');
  const data = { markdown, updatedAt: now, authorId: viewer.userId };
  return ok(await tx.reviewComment.update({ where: { id: present.id }, data }));
}

/** Takes a line comment away. */
export async function deleteComment(
  viewer: Viewer,
  handinId: number,
  commentId: string,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const entered = await reviewToWrite(tx, viewer, handinId);
    if (!entered.ok) return entered;
    const present = await tx.reviewComment.findFirst({ where: { id: commentId, handinId } });
    if (!present) return notFound('comment');
    await tx.reviewComment.delete({ where: { id: commentId } });
    if (entered.value.row.review?.completedAt)
      await auditReview(tx, viewer, entered.value, 'review.comment_deleted', { markdown: present.markdown });
    return ok(null);
  });
}

/** An unfinished review is the writer's for the next half hour. */
async function claim(tx: Tx, viewer: Viewer, handinId: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE review SET reviewer_id = ${viewer.userId}::uuid, claimed_until = app_now() + make_interval(mins => ${CLAIM_MINUTES}::int)
    WHERE handin_id = ${handinId} AND completed_at IS NULL`;
}
