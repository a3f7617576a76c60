import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

/** The Markdown pages of a competition, in their order; translations stand beside the page as `overview.zh-TW`. */
export async function competitionPages(
  viewer: Viewer,
  competitionId: string,
): Promise<Result<readonly { readonly slug: string; readonly markdown: string }[]>> {
  const entered = await enter(db(), viewer, byId(competitionId));
  if (!entered.ok) return entered;
  return ok(
    await db().assignmentPage.findMany({
      where: { assignmentId: competitionId },
      orderBy: { position: 'asc' },
      select: { slug: true, markdown: true },
    }),
  );
}
