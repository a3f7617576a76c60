/**
 * `npm run bench:similarity`: how long comparing everybody with everybody takes, for a class of 200 and one of 1,300. Prints its
 * measurements as JSON, one line each.
 */
import { numbers, writtenProgram } from '../tests/unit/review/support/written-program';
import { compareAnswers, type Answers } from '@/lib/review/similarity/agreement.core';
import { compareCode } from '@/lib/review/similarity/compare-code.core';
import type { CodeSource } from '@/lib/review/similarity/similarity.types';

const STATEMENTS = 250;
const LABELS = 39;

function measured<T>(what: object, act: () => T): T {
  const startedAt = performance.now();
  const result = act();
  const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1));
  console.log(JSON.stringify({ ...what, seconds, memoryMb: Math.round(process.memoryUsage().rss / 1e6) }));
  return result;
}

/** A third of each program is a part that a tenth of the class has in common. */
function handins(count: number): CodeSource[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    pieces: [
      {
        file: 0,
        cell: null,
        language: 'python' as const,
        text: writtenProgram(at % 10, STATEMENTS / 3) + writtenProgram(1_000 + at, (STATEMENTS * 2) / 3),
      },
    ],
  }));
}

function predictions(count: number, items: number): { truth: Int32Array; people: Answers[] } {
  const next = numbers(1);
  const draw = (): number => Math.floor(next() * LABELS);
  const truth = Int32Array.from({ length: items }, draw);
  const people = Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    codes: truth.map((right) => (next() < 0.72 ? right : draw())),
  }));
  return { truth, people };
}

for (const count of [200, 1_300]) {
  const sources = handins(count);
  const lines = sources.reduce((sum, each) => sum + (each.pieces[0]?.text.split('\n').length ?? 0), 0);
  measured({ what: 'code', handins: count, linesEach: Math.round(lines / count) }, () =>
    compareCode(sources, []),
  );
}
for (const [count, items] of [
  [200, 20_000],
  [1_300, 4_700],
] as const) {
  const { truth, people } = predictions(count, items);
  measured({ what: 'predictions', submissions: count, items }, () => compareAnswers(truth, people));
}
