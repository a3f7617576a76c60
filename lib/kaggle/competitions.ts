import { type Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import { findNamed, nameOf, type Slugs } from '@/lib/kaggle/names.core';
import { ownEnrolments, type Viewer } from '@/lib/identity/viewer';
import { metricTitle } from '@/lib/metrics/registry.core';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { ok, refuse, type Result } from '@/lib/platform/result';

export interface NamedCompetition {
  /** As the viewer writes it in commands. */
  readonly name: string;
  readonly access: Entered;
}

/** Every competition the viewer may see, each under its name among these. */
async function visible(viewer: Viewer): Promise<readonly (Slugs & NamedCompetition)[]> {
  const rows = await db().enrolment.findMany({
    where: ownEnrolments(viewer),
    select: { course: { select: { slug: true, assignments: { select: { id: true, slug: true } } } } },
  });
  const entered = await Promise.all(
    rows
      .flatMap(({ course }) => course.assignments.map((each) => ({ ...each, course: course.slug })))
      .map(async (slugs) => ({ slugs, access: await enter(db(), viewer, byId(slugs.id)) })),
  );
  const open = entered.flatMap(({ slugs, access }) =>
    access.ok ? [{ ...slugs, access: access.value }] : [],
  );
  return open.map((each) => ({ ...each, name: nameOf(each, open) }));
}

/**
 * The competition that `given` names, for who may see it: its slug, `course-slug`, `course/slug`, or the address of one of its
 * pages. A slug that several of the viewer's courses have is refused with the names to choose from.
 */
export async function competitionByName(viewer: Viewer, given: string): Promise<Result<NamedCompetition>> {
  const all = await visible(viewer);
  const found = findNamed(given, all);
  const [one] = found;
  if (!one)
    return refuse({
      code: 'not_found',
      message: `There is no competition ${shown(given)}, or you have no access to it. \`kaggle competitions list\` shows the names of yours.`,
    });
  if (found.length === 1) return ok(one);
  const names = found.map(({ name }) => name).sort();
  return refuse({
    code: 'ambiguous_name',
    message: `Several of your courses have a competition ${shown(given)}. Write one of: ${names.join(', ')}.`,
  });
}

const shown = (given: string): string => `"${given.trim().slice(0, 100)}"`;

/** Every competition the viewer may see, the last to close first. `search`: part of its name or title. */
export async function competitionsOf(viewer: Viewer, search: string): Promise<readonly NamedCompetition[]> {
  const text = search.trim().toLowerCase();
  return [...(await visible(viewer))]
    .filter(
      ({ name, access }) => name.includes(text) || access.competition.title.toLowerCase().includes(text),
    )
    .sort((a, b) => b.access.competition.closesAt.getTime() - a.access.competition.closesAt.getTime());
}

export function addressOf(competition: Competition): string {
  return `${env().publicUrl}/courses/${competition.courseSlug}/${competition.slug}`;
}

/** A stable positive integer for an id, which clients of the protocol want to be one. 31 bits. */
export function numberOf(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 8), 16) & 0x7fffffff;
}

/** The protocol's ApiCompetition. */
export async function describeCompetition(viewer: Viewer, { name, access }: NamedCompetition) {
  const { competition } = access;
  const board = await readBoard(viewer, competition.id, access.phase === 'revealed' ? 'private' : 'public');
  const rows = board.ok ? parseBoard(board.value).rows.filter((row) => row.kind === 'participant') : [];
  const own = board.ok ? rows.find((row) => row.id === board.value.ownRowId) : undefined;
  const participant = await db().participant.findFirst({
    where: { competitionId: competition.id, userId: viewer.userId },
    select: { rulesAcceptedAt: true },
  });
  const lastMinute = new Date(access.closesAt.getTime() - 1_000);
  return {
    id: numberOf(competition.id),
    ref: name,
    title: competition.title,
    url: addressOf(competition),
    description: competition.title,
    organizationName: competition.courseTitle,
    organizationRef: competition.courseSlug,
    category: 'Course',
    reward: 'Grade',
    tags: [],
    deadline: lastMinute.toISOString(),
    enabledDate: competition.opensAt.toISOString(),
    dateCreated: competition.opensAt.toISOString(),
    teamCount: rows.length,
    userHasEntered:
      participant !== null && (!competition.rulesRequired || participant.rulesAcceptedAt !== null),
    userRank: own?.rank ?? 0,
    maxDailySubmissions: competition.dailyLimit ?? 0,
    maxTeamSize: 1,
    evaluationMetric: metricTitle(competition.metric),
    submissionsDisabled: access.phase === 'closed' || access.phase === 'revealed',
    kernelCount: 0,
    awardsPoints: false,
    isKernelsSubmissionsOnly: false,
    hostName: competition.courseTitle,
  };
}
