import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { PAGE_SLUG } from '@/lib/competition/page-language.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** The Markdown pages of an assignment, in the order students see them. */

export interface StaffPage {
  /** A word, with a language behind a dot for a translation: `overview`, `overview.zh-TW`. */
  readonly slug: string;
  readonly markdown: string;
}

export async function readPages(viewer: Viewer, assignmentId: string): Promise<Result<readonly StaffPage[]>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff');
  if (!entered.ok) return entered;
  const pages = await db().assignmentPage.findMany({ where: { assignmentId }, orderBy: { position: 'asc' } });
  return ok(pages.map(({ slug, markdown }) => ({ slug, markdown })));
}

/** Replaces the Markdown of one of the pages. */
export async function updatePage(
  viewer: Viewer,
  assignmentId: string,
  slug: string,
  markdown: string,
): Promise<Result<null>> {
  return change(viewer, assignmentId, slug, 'page.changed', async (tx) => {
    const { count } = await tx.assignmentPage.updateMany({
      where: { assignmentId, slug },
      data: { markdown },
    });
    return count === 0 ? notFound('page') : ok(null);
  });
}

/** Adds an empty page behind the others. Refused for a name that is taken or has not a page's form. */
export async function addPage(viewer: Viewer, assignmentId: string, slug: string): Promise<Result<null>> {
  if (!PAGE_SLUG.test(slug))
    return refuse({
      code: 'bad_field',
      field: 'slug',
      message: `"${slug}" is not a page's name: lower-case letters, and behind a dot the language of a translation (overview.zh-TW).`,
    });
  return change(viewer, assignmentId, slug, 'page.added', async (tx) => {
    const pages = await tx.assignmentPage.findMany({ where: { assignmentId } });
    if (pages.some((each) => each.slug === slug))
      return refuse({ code: 'name_taken', field: 'slug', message: `There is a page ${slug} already.` });
    const names = new Set(pages.map((each) => each.fileName));
    const fileName = names.has(`${slug}.md`) ? `pages/${slug}.md` : `${slug}.md`;
    const position = Math.max(-1, ...pages.map((each) => each.position)) + 1;
    await tx.assignmentPage.create({ data: { assignmentId, slug, fileName, markdown: '', position } });
    return ok(null);
  });
}

/** Takes a page away. Refused for the rules while students must accept them. */
export async function removePage(viewer: Viewer, assignmentId: string, slug: string): Promise<Result<null>> {
  return change(viewer, assignmentId, slug, 'page.removed', async (tx, rulesRequired) => {
    if (slug === 'rules' && rulesRequired)
      return refuse({
        code: 'bad_field',
        field: 'slug',
        message: 'Students must accept this page. Turn that off first.',
      });
    const { count } = await tx.assignmentPage.deleteMany({ where: { assignmentId, slug } });
    return count === 0 ? notFound('page') : ok(null);
  });
}

async function change(
  viewer: Viewer,
  assignmentId: string,
  slug: string,
  action: string,
  write: (tx: Tx, rulesRequired: boolean) => Promise<Result<null>>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, assignmentId, 'change');
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    const done = await write(tx, competition.rulesRequired);
    if (!done.ok) return done;
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId,
      action,
      subject: `page ${slug}`,
    });
    return done;
  });
}
