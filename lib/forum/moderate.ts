import { byThread } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { checkText, type ThreadAccess, threadPart } from '@/lib/forum/thread-part';
import { forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import type { ForumPost } from '@/lib/platform/prisma-client/client';
import { ok, type Result } from '@/lib/platform/result';

/** Mends one's own post. */
export async function editPost(viewer: Viewer, postId: string, markdown: string): Promise<Result<null>> {
  const checked = checkText(null, markdown);
  if (!checked.ok) return checked;
  return onPost(viewer, postId, async (tx, post) => {
    if (post.authorId !== viewer.userId) return forbidden('Only its author can change a post.');
    await tx.$executeRaw`
      UPDATE forum_post SET markdown = ${markdown}, edited_at = app_now() WHERE id = ${postId}::uuid`;
    return ok(null);
  });
}

/** Takes a post away: one's own, or as staff anybody's. Its text stays in the database for the staff to account for. */
export async function removePost(viewer: Viewer, postId: string): Promise<Result<null>> {
  return onPost(viewer, postId, async (tx, post, { entered, thread }) => {
    if (post.authorId !== viewer.userId && !entered.isStaff)
      return forbidden('Only its author and the staff can take a post away.');
    await tx.$executeRaw`UPDATE forum_post SET removed_at = app_now() WHERE id = ${postId}::uuid`;
    if (thread.acceptedPostId === postId)
      await tx.forumThread.update({ where: { id: thread.id }, data: { acceptedPostId: null } });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: entered.competition.courseId,
      assignmentId: entered.competition.id,
      action: 'post.removed',
      subject: `post ${postId}`,
      detail: { thread: thread.title },
    });
    return ok(null);
  });
}

/** Marks the answer that helped, or, given again, unmarks it. The question itself can't be its answer. */
export async function acceptAnswer(viewer: Viewer, postId: string): Promise<Result<null>> {
  return onPost(viewer, postId, async (tx, post, { entered, thread }) => {
    if (!entered.isStaff && thread.authorId !== viewer.userId)
      return forbidden('Who asked, and the staff, say which answer helped.');
    const first = await tx.forumPost.findFirstOrThrow({
      where: { threadId: thread.id },
      orderBy: { position: 'asc' },
    });
    if (first.id === post.id) return forbidden('The question itself is no answer.');
    const acceptedPostId = thread.acceptedPostId === post.id ? null : post.id;
    await tx.forumThread.update({ where: { id: thread.id }, data: { acceptedPostId } });
    return ok(null);
  });
}

/** Follows a thread by e-mail, or stops. */
export async function follow(viewer: Viewer, threadId: string, isFollowed: boolean): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byThread(threadId), 'member', threadPart(viewer, threadId));
    if (!entered.ok) return entered;
    const own = { threadId, userId: viewer.userId };
    await tx.forumSubscription.deleteMany({ where: own });
    if (isFollowed) await tx.forumSubscription.create({ data: own });
    return ok(null);
  });
}

async function onPost(
  viewer: Viewer,
  postId: string,
  act: (tx: Tx, post: ForumPost, access: ThreadAccess) => Promise<Result<null>>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const post = await tx.forumPost.findUnique({ where: { id: postId } });
    if (!post || post.removedAt) return notFound('post');
    const entered = await enter(
      tx,
      viewer,
      byThread(post.threadId),
      'member',
      threadPart(viewer, post.threadId),
    );
    return entered.ok ? act(tx, post, entered.value) : entered;
  });
}
