import { randomFrom, shuffle } from '@/lib/competition/random.core';
import type { Column } from '@/lib/metrics/metric.types';
import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { USAGE_IGNORED, type CompiledSolution } from '@/lib/prediction/prediction.types';
import { readPrediction } from '@/lib/prediction/read-prediction';
import { compareAnswers, type Answers } from '@/lib/review/similarity/agreement.core';
import type { AgreementComparison } from '@/lib/review/similarity/similarity.types';

export interface PredictionsTask {
  readonly predictions: readonly { readonly id: number; readonly task: PredictionTask }[];
  /** Decides which items are looked at where there are too many for all pairs. */
  readonly seed: string;
}

/** Answers compared over all pairs: a few seconds of work. */
const COMPARISONS_MAX = 4e9;
const ITEMS_MIN = 2_000;
const ITEMS_MAX = 20_000;

/**
 * Entry of a thread: reads all predictions and compares their wrong answers. null: the predictions are not labels (numbers agree
 * by nature). Of many items a random part is taken, which also makes neighbouring ones, that depend on each other, rare.
 */
export default async function compare({
  predictions,
  seed,
}: PredictionsTask): Promise<AgreementComparison | null> {
  let chosen: Chosen | null = null;
  const people: Answers[] = [];
  for (const { id, task } of predictions) {
    const read = await readPrediction(task);
    if (!read.ok) continue; // it was read when it was scored; one that can't be any more has nothing to compare
    chosen ??= choose(read.value.solution, predictions.length, seed);
    if (!chosen || !isLabels(read.value.prediction.columns)) return null;
    people.push({ id, codes: chosen.codesOf(read.value.prediction.columns) });
  }
  if (!chosen) return null;
  const compared = compareAnswers(chosen.truth, people);
  return { ...compared, summary: { ...compared.summary, itemsAll: chosen.itemsAll } };
}

interface Chosen {
  readonly truth: Int32Array;
  readonly itemsAll: number;
  codesOf(columns: readonly Column[]): Int32Array;
}

function choose(solution: CompiledSolution, people: number, seed: string): Chosen | null {
  if (!isLabels(solution.truth)) return null;
  const scored = Int32Array.from(
    [...solution.usage.keys()].filter((row) => solution.usage[row] !== USAGE_IGNORED),
  );
  const pairs = Math.max(1, (people * (people - 1)) / 2);
  const affordable = Math.floor(COMPARISONS_MAX / pairs / solution.truth.length);
  const items = Math.min(ITEMS_MAX, Math.max(ITEMS_MIN, affordable));
  shuffle(scored, randomFrom(seed));
  const rows = scored.slice(0, items).sort();
  const codes = new Map<string, number>();
  const codesOf = (columns: readonly Column[]): Int32Array => answersAt(columns, rows, codes);
  return { truth: codesOf(solution.truth), itemsAll: scored.length * solution.truth.length, codesOf };
}

/** One code a row and column; the same label has the same code in every file. */
function answersAt(columns: readonly Column[], rows: Int32Array, codes: Map<string, number>): Int32Array {
  const answers = new Int32Array(rows.length * columns.length);
  for (const [at, column] of columns.entries()) {
    if (column.kind !== 'label') continue;
    const own = column.labels.map((label) => {
      const code = codes.get(label) ?? codes.size;
      codes.set(label, code);
      return code;
    });
    rows.forEach((row, place) => {
      answers[at * rows.length + place] = own[column.codes[row] ?? 0] ?? 0;
    });
  }
  return answers;
}

function isLabels(columns: readonly Column[]): boolean {
  return columns.length > 0 && columns.every((column) => column.kind === 'label');
}
