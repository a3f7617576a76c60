import { createHash } from 'node:crypto';
import { loadCompetition, type Competition } from '@/lib/assignment/competition';
import { composeBoard } from '@/lib/leaderboard/compose-board.core';
import { rankStandings } from '@/lib/leaderboard/rank.core';
import { baselineStandings, privateStandings, publicStandings } from '@/lib/leaderboard/standings';
import type { Board } from '@/lib/leaderboard/board.types';
import { metricTitle } from '@/lib/metrics/registry.core';
import { databaseNow } from '@/lib/platform/clock';
import { isWriteConflict, type Db, type Tx } from '@/lib/platform/database/client';

export type BoardKind = 'public' | 'private';

export interface Snapshot {
  readonly etag: string;
  /** JSON of a Board. */
  readonly body: string;
}

/** While scores keep arriving, a board is rebuilt at most this often. */
const REBUILD_INTERVAL_MS = 1_000;

/** Builds a board from what is stored. The same stored rows give the same rows, byte for byte. */
export async function buildBoard(
  tx: Db | Tx,
  competition: Competition,
  which: BoardKind,
): Promise<Omit<Board, 'generatedAt'>> {
  const isPublic = which === 'public';
  const standings = isPublic
    ? await publicStandings(tx, competition)
    : await privateStandings(tx, competition);
  return composeBoard({
    which,
    direction: competition.direction,
    precision: competition.precision,
    metricTitle: metricTitle(competition.metric),
    share: shareOf(competition, which),
    standings,
    baselines: await baselineStandings(tx, competition.id, which),
    publicRanks: isPublic ? null : await publicRanks(tx, competition),
  });
}

async function publicRanks(tx: Db | Tx, competition: Competition): Promise<Map<string, number>> {
  const ranked = rankStandings(await publicStandings(tx, competition), competition.direction);
  return new Map(ranked.map((each) => [each.participantId, each.rank]));
}

export function shareOf(competition: Competition, which: BoardKind): number | null {
  const solution = competition.solution;
  if (!solution) return null;
  const scored = solution.rowsPublic + solution.rowsPrivate;
  if (scored === 0) return null;
  const rows = which === 'public' ? solution.rowsPublic : solution.rowsPrivate;
  // As it is said, in whole percent: more digits would tell the number of rows.
  return Math.round((rows / scored) * 100) / 100;
}

/**
 * The stored snapshot of a board, rebuilt first when it is older than what it shows. The caller has decided that the
 * reader may see this kind of board.
 */
export async function readSnapshot(db: Db, competition: Competition, which: BoardKind): Promise<Snapshot> {
  const [state, stored] = await Promise.all([
    db.boardState.findUnique({ where: { competitionId: competition.id } }),
    db.boardSnapshot.findUnique({
      where: { competitionId_kind: { competitionId: competition.id, kind: which } },
      select: { version: true, etag: true, builtAt: true },
    }),
  ]);
  const version = state?.version ?? 0;
  if (stored && stored.version >= version) return withBody(db, competition.id, which, stored.etag);
  const now = await databaseNow(db);
  if (stored && now.getTime() - stored.builtAt.getTime() < REBUILD_INTERVAL_MS) {
    return withBody(db, competition.id, which, stored.etag);
  }
  return rebuildSnapshot(db, competition, which);
}

/** Boards held by this process: a board of 1,300 rows is some 300 kB, too much to fetch for every reader. */
const heldBoards = new Map<string, Snapshot>();
const HELD_MAX = 50;

async function withBody(db: Db, competitionId: string, kind: BoardKind, etag: string): Promise<Snapshot> {
  const key = `${competitionId} ${kind}`;
  const held = heldBoards.get(key);
  if (held?.etag === etag) return held;
  const { etag: found, body } = await db.boardSnapshot.findUniqueOrThrow({
    where: { competitionId_kind: { competitionId, kind } },
    select: { etag: true, body: true },
  });
  if (heldBoards.size >= HELD_MAX) heldBoards.clear();
  const snapshot = { etag: found, body };
  heldBoards.set(key, snapshot);
  return snapshot;
}

const underWay = new Map<string, Promise<Snapshot>>();

/** In one process a board is built once at a time, however many ask for it. */
function rebuildSnapshot(db: Db, competition: Competition, which: BoardKind): Promise<Snapshot> {
  const key = `${competition.id} ${which}`;
  const found = underWay.get(key);
  if (found) return found;
  const building = buildAndStore(db, competition, which).finally(() => underWay.delete(key));
  underWay.set(key, building);
  return building;
}

async function buildAndStore(db: Db, competition: Competition, which: BoardKind): Promise<Snapshot> {
  const key = { competitionId_kind: { competitionId: competition.id, kind: which } };
  try {
    return await db.$transaction(
      async (tx) => {
        const state = await tx.boardState.findUnique({ where: { competitionId: competition.id } });
        const builtAt = await databaseNow(tx);
        const now = (await loadCompetition(tx, competition.id)) ?? competition;
        const board: Board = {
          ...(await buildBoard(tx, now, which)),
          generatedAt: builtAt.toISOString(),
        };
        const body = JSON.stringify(board);
        const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
        const data = { version: state?.version ?? 0, etag, body, builtAt };
        const create = { competitionId: competition.id, kind: which, ...data };
        await tx.boardSnapshot.upsert({ where: key, create, update: data });
        return { etag, body };
      },
      // One consistent view of settings, entries, scores and baselines: never a mixture of two solution versions (A8).
      { isolationLevel: 'RepeatableRead' },
    );
  } catch (error) {
    // Another process built it meanwhile; its work is as good as ours.
    const stored = isWriteConflict(error) ? await db.boardSnapshot.findUnique({ where: key }) : null;
    if (stored) return stored;
    throw error;
  }
}
