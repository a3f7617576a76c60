import type { Phase } from '@/lib/assignment/access.core';
import { loadCompetition, type Competition } from '@/lib/assignment/competition';
import { phaseAt } from '@/lib/assignment/deadline.core';
import type { Board, BoardRow } from '@/lib/leaderboard/board.types';
import { buildBoard } from '@/lib/leaderboard/snapshot';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockNews } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { queueWebhooks } from '@/lib/platform/webhooks/outbox';

/**
 * Looks at every competition of a course with webhooks and tells what is new: another leader of the public board, the
 * close, the reveal. What is there when a course gets its first webhook is no news. Told once, by whichever worker looks
 * first. Only what everyone of the course can see: nothing before the competition opens, never a private score.
 */
export async function tellNews(): Promise<void> {
  const ids = await db().$queryRaw<{ id: string }[]>`
    SELECT c.assignment_id AS id FROM competition c JOIN assignment a ON a.id = c.assignment_id
    WHERE a.opens_at <= app_now()
      AND EXISTS (SELECT 1 FROM webhook w WHERE w.course_id = a.course_id AND w.disabled_at IS NULL)`;
  for (const { id } of ids)
    await db().$transaction((tx) => tellNewsOf(tx, id), { isolationLevel: 'ReadCommitted' });
}

async function tellNewsOf(tx: Tx, competitionId: string): Promise<void> {
  await lockNews(tx, competitionId);
  const competition = await loadCompetition(tx, competitionId);
  if (!competition) return;
  const phase = phaseAt(competition, await databaseNow(tx));
  const before = await tx.competitionNews.findUnique({ where: { competitionId } });
  const state = await tx.boardState.findUnique({ where: { competitionId } });
  const boardVersion = state?.version ?? 0;
  // A board that is as it was has the leader it had: it is built once a version, not with every look.
  const isOther = before?.boardVersion !== boardVersion;
  const leader = isOther ? await leaderOf(tx, competition) : null;
  const now = {
    boardVersion,
    leaderId: isOther ? (leader?.id ?? null) : before.leaderId,
    isClosed: phase === 'closed' || phase === 'revealed',
    isRevealed: phase === 'revealed',
  };
  await tx.competitionNews.upsert({
    where: { competitionId },
    create: { competitionId, ...now },
    update: now,
  });
  if (!before) return;
  // After the reveal the public board is history.
  if (leader && leader.id !== before.leaderId && !now.isRevealed) await tellLeader(tx, competition, leader);
  if (now.isClosed && !before.isClosed) await tellPhase(tx, competition, 'closed');
  if (now.isRevealed && !before.isRevealed) await tellPhase(tx, competition, 'revealed');
}

/** The first of the public board as everyone sees it: staff and hidden people are not on it. */
async function leaderOf(tx: Tx, competition: Competition): Promise<BoardRow | null> {
  const board: Pick<Board, 'rows'> = await buildBoard(tx, competition, 'public');
  return board.rows.find((row) => row.kind === 'participant') ?? null;
}

async function tellLeader(tx: Tx, competition: Competition, leader: BoardRow): Promise<void> {
  await queueWebhooks(tx, competition.courseId, 'leader.changed', {
    ...about(competition, 'leaderboard'),
    data: { name: leader.name, score: leader.score },
    text: `${competition.title}: ${leader.name} leads the public leaderboard with ${leader.score}. ${addressOf(competition, 'leaderboard')}`,
  });
}

async function tellPhase(
  tx: Tx,
  competition: Competition,
  phase: Extract<Phase, 'closed' | 'revealed'>,
): Promise<void> {
  const said = phase === 'closed' ? 'is closed.' : "'s final results are out.";
  const title = phase === 'closed' ? `${competition.title} ` : competition.title;
  await queueWebhooks(tx, competition.courseId, `competition.${phase}`, {
    ...about(competition, 'leaderboard'),
    data: {},
    text: `${title}${said} ${addressOf(competition, 'leaderboard')}`,
  });
}

function about(competition: Competition, part: string) {
  const { courseSlug, courseTitle, slug, title } = competition;
  return {
    course: { slug: courseSlug, title: courseTitle },
    assignment: { slug, title, url: addressOf(competition, part) },
  };
}

function addressOf({ courseSlug, slug }: Competition, part: string): string {
  return `${env().publicUrl}/courses/${courseSlug}/${slug}/${part}`;
}
