import { canSeePrivateResults, type Phase } from '@/lib/assignment/access.core';
import { bySlugs } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import { isStaff, type Role } from '@/lib/identity/roles.core';
import { type Viewer } from '@/lib/identity/viewer';
import { parseBoard } from '@/lib/leaderboard/read-board';
import { readSnapshot, shareOf } from '@/lib/leaderboard/snapshot';
import type { Direction } from '@/lib/metrics/metric.types';
import { metricTitle } from '@/lib/metrics/registry.core';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { allowanceAt, needsRules } from '@/lib/submission/participant';

/** What the header and the next steps of an assignment's page show to one viewer. Times are ISO 8601. */
export interface AssignmentView {
  readonly competitionId: string;
  readonly courseSlug: string;
  readonly courseTitle: string;
  readonly slug: string;
  readonly title: string;
  readonly role: Role;
  readonly isStaff: boolean;
  readonly phase: Phase;
  readonly timezone: string;
  readonly now: string;
  readonly opensAt: string;
  /** For this viewer: with their extension, where they have one. */
  readonly closesAt: string;
  readonly isExtended: boolean;
  readonly metric: { readonly title: string; readonly direction: Direction };
  readonly precision: number;
  /** Shares of the scored test rows, 0 to 1; null while there is no solution. */
  readonly publicShare: number | null;
  readonly seesPrivate: boolean;
  readonly rules: { readonly required: boolean; readonly accepted: boolean };
  readonly attempts: {
    readonly limit: number | null;
    readonly used: number;
    readonly left: number | null;
    readonly resetsAt: string;
    readonly zone: string;
  };
  readonly finals: { readonly places: number; readonly selected: number };
  readonly submissions: { readonly total: number; readonly scored: number };
  readonly standing: {
    readonly rank: number;
    readonly of: number;
    readonly score: string;
    readonly which: 'public' | 'private';
  } | null;
  readonly fileBytesMax: number;
  readonly pages: readonly { readonly slug: string; readonly markdown: string }[];
  readonly lateSubmissions: boolean;
  readonly canSubmit: boolean;
}

/** Reads the view by the slugs of the page's address. */
export async function assignmentView(
  viewer: Viewer,
  courseSlug: string,
  slug: string,
): Promise<Result<AssignmentView>> {
  const entered = await enter(db(), viewer, bySlugs(courseSlug, slug));
  return entered.ok ? ok(await viewOf(viewer, entered.value)) : entered;
}

async function viewOf(viewer: Viewer, access: Entered): Promise<AssignmentView> {
  const { competition, role, phase, now } = access;
  const participant = await db().participant.findUnique({
    where: { competitionId_userId: { competitionId: competition.id, userId: viewer.userId } },
  });
  const allowance = await allowanceAt(db(), access, participant?.id ?? null, now);
  const own = { participantId: participant?.id ?? '00000000-0000-0000-0000-000000000000' };
  const [total, scored, selected, pages] = await Promise.all([
    db().submission.count({ where: own }),
    db().submission.count({ where: { ...own, status: 'scored' } }),
    db().submission.count({ where: { ...own, selectedAt: { not: null } } }),
    db().assignmentPage.findMany({ where: { assignmentId: competition.id }, orderBy: { position: 'asc' } }),
  ]);
  const isOver = now >= allowance.closesAt;
  return {
    competitionId: competition.id,
    courseSlug: competition.courseSlug,
    courseTitle: competition.courseTitle,
    slug: competition.slug,
    title: competition.title,
    role,
    isStaff: isStaff(role),
    phase,
    timezone: competition.timezone,
    now: now.toISOString(),
    opensAt: competition.opensAt.toISOString(),
    closesAt: allowance.closesAt.toISOString(),
    isExtended: allowance.closesAt > competition.closesAt,
    metric: { title: metricTitle(competition.metric), direction: competition.direction },
    precision: competition.precision,
    publicShare: shareOf(competition, 'public'),
    seesPrivate: canSeePrivateResults(role, phase),
    rules: { required: competition.rulesRequired, accepted: !needsRules(access, participant) },
    attempts: {
      limit: allowance.quota.limit,
      used: allowance.quota.used,
      left: allowance.quota.left,
      resetsAt: allowance.quota.resetsAt.toISOString(),
      zone: competition.limitTimezone,
    },
    finals: { places: competition.finalSubmissions, selected },
    submissions: { total, scored },
    standing: await standingOf(access, participant?.id ?? null),
    fileBytesMax: competition.fileBytesMax,
    pages: pages.map(({ slug, markdown }) => ({ slug, markdown })),
    lateSubmissions: competition.lateSubmissions,
    canSubmit: now >= competition.opensAt && (!isOver || competition.lateSubmissions),
  };
}

/** The viewer's place on the board that counts for everyone at this moment. */
async function standingOf(
  access: Entered,
  participantId: string | null,
): Promise<AssignmentView['standing']> {
  if (participantId === null) return null;
  const which = access.phase === 'revealed' ? 'private' : 'public';
  const board = parseBoard(await readSnapshot(db(), access.competition, which));
  const participants = board.rows.filter((row) => row.kind === 'participant');
  const row = participants.find((each) => each.id === participantId);
  return row?.rank ? { rank: row.rank, of: participants.length, score: row.score, which } : null;
}
