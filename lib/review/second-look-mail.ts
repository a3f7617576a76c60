import type { Competition } from '@/lib/assignment/competition';
import type { Viewer } from '@/lib/identity/viewer';
import type { Tx } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { queueMail } from '@/lib/platform/mail/outbox';

/** Writes to the staff of the course about a request. */
export async function tellOfRequest(
  tx: Tx,
  competition: Competition,
  student: Viewer,
  item: string,
  reason: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT u.email FROM enrolment e
    JOIN "user" u ON u.id = e.user_id AND u.disabled_at IS NULL AND u.email IS NOT NULL
    WHERE e.course_id = ${competition.courseId}::uuid AND e.removed_at IS NULL AND e.role IN ('ta', 'instructor')`;
  const address = `${env().publicUrl}/staff/${competition.courseSlug}/${competition.slug}/review/requests`;
  await queueMail(tx, {
    recipients: rows.map((each) => each.email),
    subject: `[${competition.title}] A second look: ${item}`,
    text: `${student.name}:\n\n${reason}\n\n${address}\n`,
  });
}

/** Writes to the student about the answer to their request. */
export async function tellOfAnswer(
  tx: Tx,
  competition: Competition,
  userId: string,
  answer: { readonly item: string; readonly accepted: boolean; readonly reply: string },
): Promise<void> {
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (!user?.email || user.disabledAt) return;
  const address = `${env().publicUrl}/courses/${competition.courseSlug}/${competition.slug}/code`;
  const outcome = answer.accepted ? 'It is being looked at again.' : 'The review stays as it is.';
  await queueMail(tx, {
    recipients: [user.email],
    subject: `[${competition.title}] Your request for a second look: ${answer.item}`,
    text: `${outcome}\n\n${answer.reply}\n\n${address}\n`,
  });
}
