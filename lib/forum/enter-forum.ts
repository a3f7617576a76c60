import { enterCompetition, type CompetitionAccess } from '@/lib/competition/competition';
import { isStaff } from '@/lib/identity/access.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import type { Db, Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

export interface ForumAccess {
  readonly access: CompetitionAccess;
  readonly isStaff: boolean;
}

/** The gate of an assignment's discussion: whoever may see the assignment. */
export async function enterForum(
  tx: Db | Tx,
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<ForumAccess>> {
  const entered = await enterCompetition(tx, viewer, assignmentId);
  if (!entered.ok) return entered;
  return ok({ access: entered.value, isStaff: isStaff(entered.value.role) });
}

export interface ThreadAccess extends ForumAccess {
  readonly thread: {
    readonly id: string;
    readonly title: string;
    readonly assignmentId: string;
    readonly authorId: string | null;
    readonly isPrivate: boolean;
    readonly acceptedPostId: string | null;
  };
}

/** The gate of one thread; a private one is for its author and the staff, and does not exist for others. */
export async function enterThread(
  tx: Db | Tx,
  viewer: Viewer,
  threadId: string,
): Promise<Result<ThreadAccess>> {
  const thread = await tx.forumThread.findUnique({ where: { id: threadId } });
  if (!thread) return notFound('question');
  const entered = await enterForum(tx, viewer, thread.assignmentId);
  if (!entered.ok) return notFound('question');
  const mayRead = !thread.isPrivate || entered.value.isStaff || thread.authorId === viewer.userId;
  return mayRead ? ok({ ...entered.value, thread }) : notFound('question');
}

const TITLE_MAX = 200;
const TEXT_MAX = 20_000;

/** A title and a text as people typed them, or what is wrong with them. */
export function checkText(
  title: string | null,
  markdown: string,
): Result<{ title: string; markdown: string }> {
  const trimmed = title?.trim() ?? '';
  if (title !== null && (trimmed === '' || trimmed.length > TITLE_MAX))
    return refuse({
      code: 'bad_field',
      field: 'title',
      message: `Give it a title of at most ${TITLE_MAX} characters.`,
    });
  if (markdown.trim() === '' || markdown.length > TEXT_MAX)
    return refuse({
      code: 'bad_field',
      field: 'markdown',
      message: `Write a text of at most ${TEXT_MAX} characters.`,
    });
  return ok({ title: trimmed, markdown });
}
