import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { markdownHtml, pageShare } from '@/lib/platform/rendering/renderer';
import { ok, type Result } from '@/lib/platform/result';

/**
 * A course's announcements as an Atom feed (RFC 4287). What is in it is the same for everyone of the course, whoever asks:
 * the announcements of assignments that have opened.
 */
const ENTRIES_MAX = 50;
const PREFIX = 'feed_';
const LAST_USED_EVERY_MS = 60_000;

export interface AtomFeed {
  readonly xml: string;
  readonly etag: string;
}

interface Asked {
  readonly courseId: string;
  /** Only this assignment's; null: all of the course. */
  readonly assignment: string | null;
}

/** The feed for who is signed in or sends a token of the API. */
export async function readFeed(
  viewer: Viewer,
  courseSlug: string,
  assignment: string | null,
): Promise<Result<AtomFeed>> {
  const course = await db().course.findUnique({ where: { slug: courseSlug } });
  const access = course && (await courseAccess(db(), viewer, course.id));
  return course && access ? compose({ courseId: course.id, assignment }) : notFound('course');
}

/** The feed at a personal address; not there when it was taken back, or its owner is no longer in the course. */
export async function readFeedByToken(secret: string, assignment: string | null): Promise<Result<AtomFeed>> {
  const token = secret.startsWith(PREFIX)
    ? await db().feedToken.findUnique({ where: { tokenHash: hashSecret(secret) }, include: { user: true } })
    : null;
  if (!token) return notFound('feed');
  const owner = { userId: token.userId, name: token.user.name, canCreateCourses: false };
  if (!(await courseAccess(db(), owner, token.courseId))) return notFound('feed');
  const now = await databaseNow(db());
  if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() >= LAST_USED_EVERY_MS)
    await db().feedToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: now } });
  return compose({ courseId: token.courseId, assignment });
}

/** Whether the viewer has a feed address in the course. */
export async function hasFeedAddress(viewer: Viewer, courseSlug: string): Promise<boolean> {
  const { userId } = viewer;
  return (await db().feedToken.count({ where: { userId, course: { slug: courseSlug } } })) > 0;
}

/** Makes the viewer's feed address in a course, shown this once; an earlier one ends. */
export async function makeFeedAddress(viewer: Viewer, courseSlug: string): Promise<Result<string>> {
  const secret = PREFIX + makeSecret();
  return db().$transaction(async (tx) => {
    const course = await tx.course.findUnique({ where: { slug: courseSlug } });
    const access = course && (await courseAccess(tx, viewer, course.id));
    if (!course || !access) return notFound('course');
    const key = { userId: viewer.userId, courseId: course.id };
    const fresh = { tokenHash: hashSecret(secret), createdAt: await databaseNow(tx), lastUsedAt: null };
    await tx.feedToken.upsert({
      where: { userId_courseId: key },
      create: { ...key, ...fresh },
      update: fresh,
    });
    await audit(tx, { actorId: viewer.userId, courseId: course.id, action: 'feed.made', subject: 'feed' });
    return ok(`${env().publicUrl}/api/feeds/${secret}`);
  });
}

/** Ends the viewer's feed address in a course. */
export async function revokeFeedAddress(viewer: Viewer, courseSlug: string): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const course = await tx.course.findUnique({ where: { slug: courseSlug } });
    const { count } = course
      ? await tx.feedToken.deleteMany({ where: { userId: viewer.userId, courseId: course.id } })
      : { count: 0 };
    if (!course || count === 0) return notFound('feed');
    await audit(tx, { actorId: viewer.userId, courseId: course.id, action: 'feed.revoked', subject: 'feed' });
    return ok(null);
  });
}

async function compose({ courseId, assignment }: Asked): Promise<Result<AtomFeed>> {
  const course = await db().course.findUniqueOrThrow({ where: { id: courseId } });
  const now = await databaseNow(db());
  const opened = { courseId, opensAt: { lte: now } };
  const only =
    assignment === null ? null : await db().assignment.findFirst({ where: { ...opened, slug: assignment } });
  if (assignment !== null && !only) return notFound('assignment');
  const rows = await db().announcement.findMany({
    where: { assignment: only ? { id: only.id } : opened },
    include: { author: { select: { name: true } }, assignment: { select: { slug: true, title: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: ENTRIES_MAX,
  });
  const base = `${env().publicUrl}/courses/${course.slug}`;
  const changed = rows.map((row) => row.editedAt ?? row.createdAt);
  const feed = new Feed({
    id: `urn:uuid:${only?.id ?? course.id}`,
    title: printable(only ? `${course.title}: ${only.title}` : course.title),
    link: only ? `${base}/${only.slug}/discussion` : base,
    // The newest change, so that the same announcements are the same feed.
    updated: new Date(Math.max(course.createdAt.getTime(), ...changed.map((at) => at.getTime()))),
    generator: 'Saddlepoint',
  });
  const share = pageShare();
  for (const row of rows)
    feed.addItem({
      id: `urn:uuid:${row.id}`,
      title: escapeHtml(printable(`${row.assignment.title}: ${row.title}`)),
      link: `${base}/${row.assignment.slug}/discussion`,
      date: row.editedAt ?? row.createdAt,
      published: row.createdAt,
      content: printable((await markdownHtml(row.markdown, { share })).html),
      ...(row.author ? { author: [{ name: printable(row.author.name) }] } : {}),
    });
  const xml = feed.atom1();
  return ok({ xml, etag: `"${createHash('sha256').update(xml).digest('base64url').slice(0, 27)}"` });
}

/** Without the characters XML 1.0 has no way to write (section 2.2). */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

/** A title in Atom is HTML where it says so, and the feed's writer always does. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
