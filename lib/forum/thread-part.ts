import type { Entered, Part } from '@/lib/assignment/gate';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { Viewer } from '@/lib/identity/viewer';

export interface ThreadAccess {
  readonly entered: Entered;
  readonly thread: {
    readonly id: string;
    readonly title: string;
    readonly assignmentId: string;
    readonly authorId: string | null;
    readonly isPrivate: boolean;
    readonly acceptedPostId: string | null;
  };
}

/** One thread; a private one is for its author and the staff, and does not exist for others. */
export function threadPart(viewer: Viewer, threadId: string): Part<ThreadAccess> {
  return {
    what: 'question',
    async load(tx, entered) {
      const thread = await tx.forumThread.findUnique({ where: { id: threadId } });
      const mayRead = thread && (!thread.isPrivate || entered.isStaff || thread.authorId === viewer.userId);
      return mayRead ? { entered, thread } : null;
    },
  };
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
