import { deadlineOf } from '@/lib/assignment/deadlines-sql';
import { isLtiOn } from '@/lib/lti/origins';
import { providerOf } from '@/lib/lti/platforms';
import { gradeService, type GradeService } from '@/lib/lti/tool';
import { db } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { log } from '@/lib/platform/log';
import { Prisma } from '@/lib/platform/prisma-client/client';

const TRIES_MAX = 8;
const BATCH = 50;
/** A worker that took a score and died is followed by another after this. */
const TAKEN_SECONDS = 300;
const FAILURE_MAX = 300;

interface Taken {
  readonly id: bigint;
  readonly platformId: string;
  readonly assignmentId: string;
  readonly userId: string;
  readonly releaseNumber: number;
  readonly total: string;
  readonly possible: string;
  readonly comment: string;
  readonly publishedAt: Date;
  readonly tries: number;
}

/**
 * Sends what waits to the platforms; returns how many were taken by them. Several workers at once share the work. A score is
 * sent at least once, and not while its student may still submit; the platform goes by the publication's time, so that one sent twice or late changes nothing.
 */
export async function sendWaitingScores(): Promise<number> {
  if (!isLtiOn()) return 0;
  let sent = 0;
  for (let taken = await take(); taken.length > 0; taken = await take()) {
    const groups = new Map<string, Taken[]>();
    for (const each of taken) {
      const key = `${each.platformId} ${each.assignmentId}`;
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    for (const group of groups.values()) sent += await sendGroup(group);
  }
  return sent;
}

function take(): Promise<Taken[]> {
  return db().$queryRaw<Taken[]>`
    UPDATE lti_score SET tries = tries + 1, next_try_at = app_now() + make_interval(secs => ${TAKEN_SECONDS})
    WHERE id IN (SELECT s.id FROM lti_score s JOIN assignment a ON a.id = s.assignment_id
      WHERE s.next_try_at <= app_now() AND app_now() >= ${deadlineOf(Prisma.sql`s.user_id`)}
      ORDER BY s.id LIMIT ${BATCH} ${untaken('s')})
    RETURNING id, platform_id AS "platformId", assignment_id AS "assignmentId", user_id AS "userId",
      release_number AS "releaseNumber", total::text AS total, possible::text AS possible, comment,
      published_at AS "publishedAt", tries`;
}

/** All of one column. */
async function sendGroup(group: readonly Taken[]): Promise<number> {
  const [first] = group;
  if (!first) return 0;
  let service: GradeService;
  let column: string;
  try {
    const platform = await db().ltiPlatform.findUniqueOrThrow({ where: { id: first.platformId } });
    service = await gradeService(platform);
    column = await columnOf(service, first);
  } catch (error) {
    for (const each of group) await note(each, reasonOf(error));
    return 0;
  }
  let sent = 0;
  for (const each of group) sent += (await sendOne(service, column, each)) ? 1 : 0;
  return sent;
}

/** Kept once it is known: the one a launch named, or the one found or made here. */
async function columnOf(
  service: GradeService,
  { platformId, assignmentId, possible }: Taken,
): Promise<string> {
  const where = { platformId_assignmentId: { platformId, assignmentId } };
  const known = await db().ltiLineItem.findUnique({ where });
  if (known) return known.url;
  const assignment = await db().assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const url = await service.findOrMakeColumn({
    resourceId: assignmentId,
    label: assignment.title,
    scoreMaximum: Number(possible),
  });
  await db().ltiLineItem.createMany({ data: [{ platformId, assignmentId, url }], skipDuplicates: true });
  return url;
}

async function sendOne(service: GradeService, column: string, score: Taken): Promise<boolean> {
  try {
    const person = await db().externalIdentity.findFirst({
      where: { provider: providerOf(score.platformId), userId: score.userId },
    });
    if (!person) throw new Error('The student is no longer linked to the platform.');
    await service.sendScore(column, {
      subject: person.subject,
      scoreGiven: Number(score.total),
      scoreMaximum: Number(score.possible),
      comment: score.comment,
      timestamp: score.publishedAt,
    });
    await note(score, null);
    return true;
  } catch (error) {
    await note(score, reasonOf(error));
    return false;
  }
}

/** One, two, four … minutes until the next try. Nothing of a publication that has been replaced meanwhile is noted. */
async function note({ id, releaseNumber, tries }: Taken, failure: string | null): Promise<void> {
  if (failure !== null) log.warn({ score: String(id), failure }, 'a grade was not taken by the platform');
  const isLast = failure === null || tries >= TRIES_MAX;
  await db().$executeRaw`
    UPDATE lti_score SET failure = ${failure},
      sent_at = CASE WHEN ${failure}::text IS NULL THEN app_now() END,
      next_try_at = CASE WHEN ${isLast} THEN NULL
        ELSE app_now() + make_interval(mins => (2 ^ (${tries}::int - 1))::int) END
    WHERE id = ${id} AND release_number = ${releaseNumber}`;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, FAILURE_MAX);
}
