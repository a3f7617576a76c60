import type { Board } from '@/lib/leaderboard/board.types';
import { formatScore } from '@/lib/leaderboard/score-format.core';

/**
 * How many participants of a board score at least as well as `score` at the displayed `precision` (decimals), in the board's
 * direction: who shows the same figures as a baseline has reached it.
 */
export function reaches(board: Board, score: number, precision: number): number {
  const wanted = Number(formatScore(score, precision));
  const isHigher = board.direction === 'higher_is_better';
  return board.rows.filter((row) => {
    const own = Number(row.score);
    return row.kind === 'participant' && (isHigher ? own >= wanted : own <= wanted);
  }).length;
}
