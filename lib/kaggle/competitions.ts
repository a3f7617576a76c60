import { type Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter, type Entered } from '@/lib/assignment/gate';
import { notFound, ownEnrolments, type Viewer } from '@/lib/identity/viewer';
import { metricTitle } from '@/lib/metrics/registry.core';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { ok, type Result } from '@/lib/platform/result';

/**
 * A competition's name on the wire: its slug where the viewer sees that slug once, else `course-slug`. Either is understood.
 */
interface Named {
  readonly id: string;
  readonly slug: string;
  readonly courseSlug: string;
}

async function visible(viewer: Viewer): Promise<readonly Named[]> {
  const rows = await db().enrolment.findMany({
    where: ownEnrolments(viewer),
    select: { course: { select: { slug: true, assignments: { select: { id: true, slug: true } } } } },
  });
  return rows.flatMap(({ course }) =>
    course.assignments.map(({ id, slug }) => ({ id, slug, courseSlug: course.slug })),
  );
}

function nameOf(named: Named, all: readonly Named[]): string {
  const isAlone = all.filter((each) => each.slug === named.slug).length === 1;
  return isAlone ? named.slug : `${named.courseSlug}-${named.slug}`;
}

export interface NamedCompetition {
  readonly name: string;
  readonly access: Entered;
}

/** The competition of a name, for who may see it. */
export async function competitionByName(viewer: Viewer, name: string): Promise<Result<NamedCompetition>> {
  const all = await visible(viewer);
  const wanted = name.trim().toLowerCase();
  const found =
    all.find((each) => nameOf(each, all) === wanted) ??
    all.find((each) => `${each.courseSlug}-${each.slug}` === wanted);
  if (!found) return notFound('competition');
  const entered = await enter(db(), viewer, byId(found.id));
  return entered.ok ? ok({ name: nameOf(found, all), access: entered.value }) : entered;
}

/** Every competition the viewer may see. `search`: part of its name or title. */
export async function competitionsOf(viewer: Viewer, search: string): Promise<readonly NamedCompetition[]> {
  const all = await visible(viewer);
  const entered = await Promise.all(
    all.map(async (each) => ({ each, access: await enter(db(), viewer, byId(each.id)) })),
  );
  const text = search.trim().toLowerCase();
  return entered
    .flatMap(({ each, access }) => (access.ok ? [{ name: nameOf(each, all), access: access.value }] : []))
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
    hostName: competition.courseTitle,
  };
}
