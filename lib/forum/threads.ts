import { byId, byThread } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { tellFollowers, tellStaff } from '@/lib/forum/notify';
import { checkText, threadPart } from '@/lib/forum/thread-part';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface ThreadLine {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly isPrivate: boolean;
  readonly isAnswered: boolean;
  readonly hasStaffAnswer: boolean;
  /** Posts beside the question. */
  readonly answers: number;
  /** ISO 8601. */
  readonly lastPostAt: string;
}

export const THREADS_SHOWN = 100;

/**
 * The questions of an assignment that the viewer may read, the latest post first, at most `THREADS_SHOWN`. `search`: words
 * that must all stand in the title or in a post.
 */
export async function listThreads(
  viewer: Viewer,
  assignmentId: string,
  search: string,
): Promise<Result<readonly ThreadLine[]>> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  if (!entered.ok) return entered;
  const patterns = search
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 10)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const rows = await db().$queryRaw<(Omit<ThreadLine, 'lastPostAt'> & { lastPostAt: Date })[]>`
    SELECT t.id, t.title, coalesce(e.display_name, u.name, '') AS author, t.is_private AS "isPrivate",
           t.accepted_post_id IS NOT NULL AS "isAnswered", p.staff AS "hasStaffAnswer", p.count - 1 AS answers,
           t.last_post_at AS "lastPostAt"
    FROM forum_thread t
    JOIN LATERAL (
      SELECT count(*)::int AS count, coalesce(bool_or(is_staff AND author_id IS DISTINCT FROM t.author_id), false) AS staff,
             string_agg(markdown, E'\\n') AS words
      FROM forum_post WHERE thread_id = t.id AND removed_at IS NULL) p ON p.count > 0
    LEFT JOIN "user" u ON u.id = t.author_id
    LEFT JOIN enrolment e ON e.user_id = u.id AND e.course_id = ${entered.value.competition.courseId}::uuid
    WHERE t.assignment_id = ${assignmentId}::uuid
      AND (NOT t.is_private OR ${entered.value.isStaff} OR t.author_id = ${viewer.userId}::uuid)
      AND (t.title || E'\\n' || p.words) ILIKE ALL (${patterns}::text[])
    ORDER BY t.last_post_at DESC LIMIT ${THREADS_SHOWN}`;
  return ok(rows.map((row) => ({ ...row, lastPostAt: row.lastPostAt.toISOString() })));
}

export interface PostView {
  readonly id: string;
  readonly author: string;
  readonly isStaff: boolean;
  readonly isOwn: boolean;
  readonly isAccepted: boolean;
  /** null: taken away. */
  readonly markdown: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly editedAt: string | null;
}

export interface ThreadView {
  readonly id: string;
  readonly title: string;
  readonly isPrivate: boolean;
  readonly isFollowed: boolean;
  /** Its author and the staff say which answer helped. */
  readonly mayAccept: boolean;
  readonly viewerIsStaff: boolean;
  /** The question, then the answers in the order they came. */
  readonly posts: readonly PostView[];
}

/** A question with its answers. */
export async function readThread(viewer: Viewer, threadId: string): Promise<Result<ThreadView>> {
  const entered = await enter(db(), viewer, byThread(threadId), 'member', threadPart(viewer, threadId));
  if (!entered.ok) return entered;
  const { thread, entered: access } = entered.value;
  const [posts, followed] = await Promise.all([
    db().$queryRaw<(Omit<PostView, 'createdAt' | 'editedAt'> & { createdAt: Date; editedAt: Date | null })[]>`
      SELECT p.id, coalesce(e.display_name, u.name, '') AS author, p.is_staff AS "isStaff",
             coalesce(p.author_id = ${viewer.userId}::uuid, false) AS "isOwn",
             coalesce(p.id = ${thread.acceptedPostId}::uuid, false) AS "isAccepted",
             CASE WHEN p.removed_at IS NULL THEN p.markdown END AS markdown, p.created_at AS "createdAt", p.edited_at AS "editedAt"
      FROM forum_post p
      LEFT JOIN "user" u ON u.id = p.author_id
      LEFT JOIN enrolment e ON e.user_id = u.id AND e.course_id = ${access.competition.courseId}::uuid
      WHERE p.thread_id = ${threadId}::uuid ORDER BY p.position`,
    db().forumSubscription.count({ where: { threadId, userId: viewer.userId } }),
  ]);
  return ok({
    id: thread.id,
    title: thread.title,
    isPrivate: thread.isPrivate,
    isFollowed: followed > 0,
    mayAccept: access.isStaff || thread.authorId === viewer.userId,
    viewerIsStaff: access.isStaff,
    posts: posts.map((post) => ({
      ...post,
      createdAt: post.createdAt.toISOString(),
      editedAt: post.editedAt?.toISOString() ?? null,
    })),
  });
}

/** Asks a question; its author follows it from then on. */
export async function askQuestion(
  viewer: Viewer,
  assignmentId: string,
  question: { readonly title: string; readonly markdown: string; readonly isPrivate: boolean },
): Promise<Result<{ threadId: string }>> {
  const checked = checkText(question.title, question.markdown);
  if (!checked.ok) return checked;
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId));
    if (!entered.ok) return entered;
    const { competition, isStaff } = entered.value;
    const thread = await tx.forumThread.create({
      data: {
        assignmentId,
        authorId: viewer.userId,
        title: checked.value.title,
        isPrivate: question.isPrivate,
        posts: { create: { authorId: viewer.userId, isStaff, markdown: question.markdown } },
        followers: { create: { userId: viewer.userId } },
      },
    });
    if (!isStaff) await tellStaff(tx, competition, thread, viewer, question.markdown);
    return ok({ threadId: thread.id });
  });
}

/** Answers a question, or adds to one's own; who answers follows it from then on. */
export async function answerQuestion(
  viewer: Viewer,
  threadId: string,
  markdown: string,
): Promise<Result<{ postId: string }>> {
  const checked = checkText(null, markdown);
  if (!checked.ok) return checked;
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byThread(threadId), 'member', threadPart(viewer, threadId));
    if (!entered.ok) return entered;
    const { entered: access, thread } = entered.value;
    const post = await tx.forumPost.create({
      data: { threadId, authorId: viewer.userId, isStaff: access.isStaff, markdown },
    });
    await tx.$executeRaw`UPDATE forum_thread SET last_post_at = app_now() WHERE id = ${threadId}::uuid`;
    await tellFollowers(tx, access.competition, thread, viewer, markdown);
    await tx.forumSubscription.upsert({
      where: { threadId_userId: { threadId, userId: viewer.userId } },
      create: { threadId, userId: viewer.userId },
      update: {},
    });
    return ok({ postId: post.id });
  });
}
