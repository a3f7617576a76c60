import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPrivate, finalSubmissions, type Candidate } from '@/lib/leaderboard/finals.core';
import { composeBoard, type BoardInput, type BoardStanding } from '@/lib/leaderboard/compose-board.core';
import { rankStandings } from '@/lib/leaderboard/rank.core';
import { formatScore } from '@/lib/leaderboard/score-format.core';

const at = (minute: number) => new Date(Date.UTC(2021, 2, 20, 10, minute));

function standing(
  participantId: string,
  score: number | null,
  minute = 0,
  submissionId = minute,
): BoardStanding {
  return {
    participantId,
    name: participantId,
    score,
    submissionId,
    acceptedAt: at(minute),
    entries: 1,
    lastEntryAt: at(minute),
    progress: [],
  };
}

const order = (rows: readonly { participantId: string }[]) => rows.map((row) => row.participantId).join('');

describe('ranking', () => {
  it('A6: of equal scores the earlier accepted ranks first, whatever order they come in', () => {
    const rows = [standing('c', 0.5, 3), standing('a', 0.5, 1), standing('b', 0.5, 2)];
    expect(order(rankStandings(rows, 'higher_is_better'))).toBe('abc');
    expect(order(rankStandings([...rows].reverse(), 'lower_is_better'))).toBe('abc');
    expect(order(rankStandings([standing('b', 1, 1, 8), standing('a', 1, 1, 7)], 'higher_is_better'))).toBe(
      'ab',
    );
  });

  it('A7: a missing score is never ranked, in either direction', () => {
    const rows = [
      standing('n', null),
      standing('x', Number.NaN),
      standing('i', Infinity),
      standing('a', 0),
      standing('b', -5),
    ];
    expect(order(rankStandings(rows, 'higher_is_better'))).toBe('ab');
    expect(order(rankStandings(rows, 'lower_is_better'))).toBe('ba');
  });

  it('is a total order: any permutation gives the same board', () => {
    const standings = fc.array(
      fc.record({ score: fc.constantFrom(null, 0, 0.25, 0.5, 1), minute: fc.nat(3) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(standings, fc.infiniteStream(fc.nat()), (rows, random) => {
        const made = rows.map(({ score, minute }, i) =>
          standing(String.fromCharCode(97 + i), score, minute, i),
        );
        const shuffled = [...made]
          .map((row) => ({ row, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect(order(rankStandings(shuffled, 'higher_is_better'))).toBe(
          order(rankStandings(made, 'higher_is_better')),
        );
      }),
    );
  });
});

describe('final selection', () => {
  const candidate = (
    submissionId: number,
    publicScore: number,
    privateScore: number,
    selected = false,
  ): Candidate => ({
    submissionId,
    acceptedAt: at(submissionId),
    selected,
    publicScore,
    privateScore,
  });
  const ids = (rows: readonly Candidate[]) => rows.map((row) => row.submissionId);

  it('takes the marked ones, and the best public ones for the places left', () => {
    const all = [candidate(1, 0.9, 0.1), candidate(2, 0.8, 0.9), candidate(3, 0.2, 0.5, true)];
    expect(ids(finalSubmissions(all, 2, 'higher_is_better'))).toEqual([3, 1]);
    expect(ids(finalSubmissions(all, 1, 'higher_is_better'))).toEqual([3]);
    expect(ids(finalSubmissions(all.slice(0, 2), 2, 'lower_is_better'))).toEqual([2, 1]);
  });

  it("counts the best private score among the final ones, as on the handout's screenshot", () => {
    const all = [
      candidate(1, 0.66341, 0.65059, true),
      candidate(2, 0.65422, 0.65282),
      candidate(3, 0.65254, 0.65394, true),
    ];
    expect(bestPrivate(finalSubmissions(all, 2, 'higher_is_better'), 'higher_is_better')?.privateScore).toBe(
      0.65394,
    );
  });

  it('never looks at private scores to choose', () => {
    const scores = fc.array(fc.record({ pub: fc.double({ noNaN: true }), a: fc.double(), b: fc.double() }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(scores, (rows) => {
        const one = rows.map((row, i) => candidate(i, row.pub, row.a));
        const two = rows.map((row, i) => candidate(i, row.pub, row.b));
        expect(ids(finalSubmissions(one, 2, 'higher_is_better'))).toEqual(
          ids(finalSubmissions(two, 2, 'higher_is_better')),
        );
      }),
    );
  });
});

describe('the composed board', () => {
  const input = (standings: readonly BoardStanding[]): BoardInput => ({
    which: 'private',
    direction: 'higher_is_better',
    precision: 5,
    metricTitle: 'Accuracy',
    share: 0.5,
    standings,
    baselines: [
      { id: 'strong', name: 'strong baseline', score: 0.76023 },
      { id: 'none', name: 'not scored', score: null },
    ],
    publicRanks: new Map([
      ['a', 3],
      ['b', 1],
    ]),
  });

  it('puts baselines in place without a rank; a tie stands above the baseline', () => {
    const board = composeBoard(input([standing('b', 0.7), standing('a', 0.76023), standing('c', 0.9)]));
    expect(board.rows.map((row) => [row.rank, row.name, row.rankChange])).toEqual([
      [1, 'c', null],
      [2, 'a', 1],
      [null, 'strong baseline', null],
      [3, 'b', -2],
    ]);
  });

  it('A5: shows every score with the same number of decimals, and no negative zero', () => {
    expect(composeBoard(input([standing('a', 0.5)])).rows.map((row) => row.score)).toEqual([
      '0.76023',
      '0.50000',
    ]);
    expect([formatScore(-0, 3), formatScore(-0.0001, 3), formatScore(1 / 3, 5), formatScore(12, 0)]).toEqual([
      '0.000',
      '0.000',
      '0.33333',
      '12',
    ]);
  });
});
