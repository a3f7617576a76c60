import type { Competition } from '@/lib/assignment/competition';
import type { Viewer } from '@/lib/identity/viewer';
import type { Tx } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { queueMail } from '@/lib/platform/mail/outbox';

interface Thread {
  readonly id: string;
  readonly title: string;
  readonly isPrivate: boolean;
}

/** Writes to everyone who follows a thread and may still read it, but not to who wrote the post. */
export async function tellFollowers(
  tx: Tx,
  competition: Competition,
  thread: Thread,
  writer: Viewer,
  markdown: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT u.email FROM forum_subscription s
    JOIN forum_thread t ON t.id = s.thread_id
    JOIN "user" u ON u.id = s.user_id AND u.disabled_at IS NULL AND u.email IS NOT NULL
    JOIN enrolment e ON e.user_id = u.id AND e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL
    WHERE s.thread_id = ${thread.id}::uuid AND s.user_id <> ${writer.userId}::uuid
      AND (NOT t.is_private OR t.author_id = u.id OR e.role IN ('ta', 'instructor'))`;
  await write(tx, competition, thread, writer, markdown, rows);
}

/** Writes to the staff of the course about a new question. */
export async function tellStaff(
  tx: Tx,
  competition: Competition,
  thread: Thread,
  writer: Viewer,
  markdown: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT u.email FROM enrolment e
    JOIN "user" u ON u.id = e.user_id AND u.disabled_at IS NULL AND u.email IS NOT NULL
    WHERE e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL AND e.role IN ('ta', 'instructor')`;
  await write(tx, competition, thread, writer, markdown, rows);
}

async function write(
  tx: Tx,
  competition: Competition,
  thread: Thread,
  writer: Viewer,
  markdown: string,
  to: readonly { readonly email: string }[],
): Promise<void> {
  const address = `${env().publicUrl}/courses/${competition.courseSlug}/${competition.slug}/discussion/${thread.id}`;
  await queueMail(tx, {
    recipients: to.map((each) => each.email),
    subject: `[${competition.title}] ${thread.title}`,
    text: `${writer.name}:\n\n${markdown}\n\n${address}\n`,
  });
}
