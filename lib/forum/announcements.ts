import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { checkText } from '@/lib/forum/thread-part';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { queueMail } from '@/lib/platform/mail/outbox';
import { queueWebhooks } from '@/lib/platform/webhooks/outbox';
import { ok, type Result } from '@/lib/platform/result';
import type { Competition } from '@/lib/assignment/competition';

export interface AnnouncementView {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  readonly author: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly editedAt: string | null;
}

/** An assignment's announcements, newest first. */
export async function listAnnouncements(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<readonly AnnouncementView[]>> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  if (!entered.ok) return entered;
  const rows = await db().announcement.findMany({
    where: { assignmentId },
    include: { author: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
  });
  return ok(
    rows.map((row) => ({
      id: row.id,
      title: row.title,
      markdown: row.markdown,
      author: row.author?.name ?? null,
      createdAt: row.createdAt.toISOString(),
      editedAt: row.editedAt?.toISOString() ?? null,
    })),
  );
}

/** Tells everyone of the course: on the assignment's pages at once, by e-mail where the site sends any. */
export async function announce(
  viewer: Viewer,
  assignmentId: string,
  text: { readonly title: string; readonly markdown: string },
): Promise<Result<{ id: string }>> {
  const checked = checkText(text.title, text.markdown);
  if (!checked.ok) return checked;
  return db().$transaction(async (tx) => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff');
    if (!entered.ok) return entered;
    const { competition, phase } = entered.value;
    const { id } = await tx.announcement.create({
      data: { assignmentId, authorId: viewer.userId, ...checked.value },
    });
    await queueMail(tx, {
      recipients: await everyone(tx, competition.courseId),
      subject: `[${competition.courseTitle}] ${checked.value.title}`,
      text: `${checked.value.markdown}\n\n${addressOf(competition)}\n`,
    });
    // Before the opening the assignment, and so its announcements, are the staff's alone.
    if (phase !== 'before') await tellWebhooks(tx, competition, checked.value);
    await note(tx, viewer, competition, 'announcement.made', id, checked.value.title);
    return ok({ id });
  });
}

/** Mends an announcement; nobody is written to again. */
export async function editAnnouncement(
  viewer: Viewer,
  id: string,
  text: { readonly title: string; readonly markdown: string },
): Promise<Result<null>> {
  const checked = checkText(text.title, text.markdown);
  if (!checked.ok) return checked;
  return change(viewer, id, 'announcement.edited', async (tx) => {
    await tx.$executeRaw`
      UPDATE announcement SET title = ${checked.value.title}, markdown = ${checked.value.markdown}, edited_at = app_now()
      WHERE id = ${id}::uuid`;
  });
}

/** Takes an announcement away. What was mailed is out. */
export async function removeAnnouncement(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'announcement.removed', async (tx) => {
    await tx.announcement.delete({ where: { id } });
  });
}

async function change(
  viewer: Viewer,
  id: string,
  action: string,
  act: (tx: Tx) => Promise<void>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const there = await tx.announcement.findUnique({ where: { id } });
    const entered = there && (await enter(tx, viewer, byId(there.assignmentId), 'staff'));
    if (!there || !entered?.ok) return notFound('announcement');
    await act(tx);
    await note(tx, viewer, entered.value.competition, action, id, there.title);
    return ok(null);
  });
}

async function tellWebhooks(
  tx: Tx,
  competition: Competition,
  text: { readonly title: string; readonly markdown: string },
): Promise<void> {
  const { courseSlug, courseTitle, slug, title } = competition;
  const url = addressOf(competition);
  await queueWebhooks(tx, competition.courseId, 'announcement.posted', {
    course: { slug: courseSlug, title: courseTitle },
    assignment: { slug, title, url },
    data: { title: text.title, markdown: text.markdown },
    text: `${title}: ${text.title} – ${url}\n${text.markdown}`,
  });
}

async function everyone(tx: Tx, courseId: string): Promise<string[]> {
  const rows = await tx.enrolment.findMany({
    where: { courseId, removedAt: null, user: { disabledAt: null, email: { not: null } } },
    select: { user: { select: { email: true } } },
  });
  return rows.flatMap((row) => row.user.email ?? []);
}

function addressOf(competition: Competition): string {
  return `${env().publicUrl}/courses/${competition.courseSlug}/${competition.slug}/discussion`;
}

function note(
  tx: Tx,
  viewer: Viewer,
  competition: Competition,
  action: string,
  id: string,
  title: string,
): Promise<void> {
  return audit(tx, {
    actorId: viewer.userId,
    courseId: competition.courseId,
    assignmentId: competition.id,
    action,
    subject: `announcement ${id}`,
    detail: { title },
  });
}
