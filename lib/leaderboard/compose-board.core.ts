import type { Board, BoardRow } from '@/lib/leaderboard/board.types';
import { rankStandings, type Standing } from '@/lib/leaderboard/rank.core';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { Direction } from '@/lib/metrics/metric.types';

/** A sparkline is some 80 pixels wide; more points than this cannot be told apart. */
const PROGRESS_POINTS_MAX = 30;

export interface BoardStanding extends Standing {
  readonly name: string;
  readonly entries: number;
  readonly lastEntryAt: Date | null;
  readonly progress: readonly number[];
}

export interface BaselineStanding {
  readonly id: string;
  readonly name: string;
  readonly score: number | null;
}

export interface BoardInput {
  readonly which: 'public' | 'private';
  readonly direction: Direction;
  readonly precision: number;
  readonly metricTitle: string;
  /** Share of the test rows this board is calculated on, 0 to 1. */
  readonly share: number | null;
  readonly standings: readonly BoardStanding[];
  readonly baselines: readonly BaselineStanding[];
  /** Public rank by participant, for the change of rank in the private board. */
  readonly publicRanks: ReadonlyMap<string, number> | null;
}

/** The board as it is served: participants ranked, baselines in place among them without a rank of their own. */
export function composeBoard(input: BoardInput): Omit<Board, 'generatedAt'> {
  const ranked = rankStandings(input.standings, input.direction);
  const participants = ranked.map((each) => ({
    row: participantRow(each, input),
    score: each.score,
    baseline: false,
  }));
  const baselines = input.baselines.flatMap((each) =>
    each.score !== null && Number.isFinite(each.score)
      ? [{ row: baselineRow(each, each.score, input.precision), score: each.score, baseline: true }]
      : [],
  );
  const rows = mergeByScore(participants, baselines, input.direction);
  return {
    which: input.which,
    metricTitle: input.metricTitle,
    direction: input.direction,
    share: input.share,
    rows,
  };
}

interface Placed {
  readonly row: BoardRow;
  readonly score: number;
}

/** Both lists best first; a participant with a baseline's very score stands above it. */
function mergeByScore(
  participants: readonly Placed[],
  baselines: readonly Placed[],
  direction: Direction,
): BoardRow[] {
  const better = direction === 'higher_is_better' ? 1 : -1;
  const waiting = [...baselines].sort((a, b) => better * (b.score - a.score));
  const rows: BoardRow[] = [];
  for (const each of participants) {
    while (waiting[0] && better * (waiting[0].score - each.score) > 0)
      rows.push((waiting.shift() as Placed).row);
    rows.push(each.row);
  }
  return [...rows, ...waiting.map((each) => each.row)];
}

function participantRow(
  standing: BoardStanding & { score: number; rank: number },
  input: BoardInput,
): BoardRow {
  const before = input.publicRanks?.get(standing.participantId);
  return {
    kind: 'participant',
    id: standing.participantId,
    rank: standing.rank,
    rankChange: before === undefined ? null : before - standing.rank,
    name: standing.name,
    score: formatScore(standing.score, input.precision),
    entries: standing.entries,
    lastEntryAt: standing.lastEntryAt?.toISOString() ?? null,
    progress: standing.progress
      .slice(-PROGRESS_POINTS_MAX)
      .map((score) => Number(formatScore(score, input.precision))),
  };
}

function baselineRow(baseline: BaselineStanding, score: number, precision: number): BoardRow {
  return {
    kind: 'baseline',
    id: baseline.id,
    rank: null,
    rankChange: null,
    name: baseline.name,
    score: formatScore(score, precision),
    entries: null,
    lastEntryAt: null,
    progress: [],
  };
}
