import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, Metric } from '@/lib/metrics/metric.types';
import { METRICS } from '@/lib/metrics/registry.core';
import {
  allRows,
  labelColumns,
  real,
  scoreLabels,
  scorer,
  scoreReals,
  specOf,
  text,
} from './support/columns';

/** Best possible value of each metric; the rest of the direction-less facts come from the metric itself. */
const BEST: Readonly<Record<Metric['direction'], number>> = { higher_is_better: 1, lower_is_better: 0 };

const rowsOf = <T>(cell: fc.Arbitrary<T>, min = 2) => fc.array(cell, { minLength: min, maxLength: 40 });
const label = fc.integer({ min: 0, max: 4 });
const decimal = fc.integer({ min: 0, max: 1000 }).map((value) => value / 8);
const run = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
const mask = fc.array(run, { maxLength: 4 }).map((runs) => {
  let end = 0;
  return runs
    .map(([gap, length]) => {
      const start = end + gap;
      end = start + length;
      return `${start} ${length}`;
    })
    .join(' ');
});
const ranking = fc.uniqueArray(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join(' '));
const sequence = fc
  .array(fc.constantFrom('a', 'bb', 'é', '🙂'), { minLength: 1, maxLength: 50 })
  .map((words) => words.join(' '));

interface Rows {
  readonly truth: readonly Column[];
  readonly prediction: readonly Column[];
  readonly count: number;
}

/** Random columns that suit a metric. */
function columnsFor(metric: Metric): fc.Arbitrary<Rows> {
  const pair = <T>(
    wanted: fc.Arbitrary<T>,
    given: fc.Arbitrary<T>,
    build: (t: T[], p: T[]) => [Column, Column],
  ) =>
    rowsOf(fc.tuple(wanted, given)).map((rows): Rows => {
      const [truth, prediction] = build(
        rows.map(([t]) => t),
        rows.map(([, p]) => p),
      );
      return { truth: [truth], prediction: [prediction], count: rows.length };
    });
  const texts = (cell: fc.Arbitrary<string>) => pair(cell, cell, (t, p) => [text(t), text(p)]);
  if (metric.columns === 'two_or_more' || metric.name === 'log_loss') return oneHotColumns();
  switch (metric.cells[0]) {
    case 'integer_label':
      return pair(label, label, (t, p) => labelColumns(t, p));
    case 'ranking':
      return texts(ranking);
    case 'sequence':
      return texts(sequence);
    case 'mask':
      return texts(mask);
    default: {
      const binary = metric.truthCells[0] === 'probability';
      const wanted = binary ? fc.integer({ min: 0, max: 1 }) : decimal;
      return pair(wanted, binary ? fc.integer({ min: 0, max: 8 }).map((v) => v / 8) : decimal, (t, p) => [
        real(t),
        real(p),
      ]);
    }
  }
}

function oneHotColumns(): fc.Arbitrary<Rows> {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 }),
  );
  return rowsOf(row).map((rows) => ({
    truth: [0, 1, 2].map((column) => real(rows.map(([wanted]) => Number(wanted === column)))),
    prediction: [0, 1, 2].map((column) => real(rows.map(([, scores]) => scores[column]! / 8))),
    count: rows.length,
  }));
}

function boundScorer(metric: Metric) {
  return scorer(specOf(metric.name, metric.parameters.some((each) => each.name === 'k') ? { k: 2 } : {}));
}

describe.each(METRICS.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  test('A55: does not depend on the order of rows', () => {
    const score = boundScorer(metric);
    const shuffled = columnsFor(metric).chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray([...allRows(rows.count)], { minLength: rows.count, maxLength: rows.count }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([{ truth, prediction, count }, order]) => {
        const straight = score(truth, prediction, allRows(count));
        const mixed = score(truth, prediction, Int32Array.from(order));
        if (Number.isNaN(straight)) expect(mixed).toBeNaN();
        else expect(Math.abs(mixed - straight)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(straight)));
      }),
    );
  });

  test('gives its best value for a perfect prediction, and nothing better for any other', () => {
    const score = boundScorer(metric);
    const best = BEST[metric.direction];
    fc.assert(
      fc.property(columnsFor(metric), ({ truth, prediction, count }) => {
        const rows = allRows(count);
        const perfect = score(truth, truth, rows);
        const positives = /_binary$|^average_precision$/.test(name) && !hasOne(truth[0]);
        // Undefined (one class, constant truth) and "no positive row" are the exceptions the docstrings name.
        if (!Number.isNaN(perfect) && !positives && !isConstant(metric, truth[0]))
          expect(perfect).toBeCloseTo(best, 12);
        const other = score(truth, prediction, rows);
        if (!Number.isNaN(other))
          expect(
            metric.direction === 'higher_is_better' ? best - other : other - best,
          ).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });
});

function hasOne(column: Column | undefined): boolean {
  if (column?.kind === 'label') return [...column.codes].some((code) => column.labels[code] === '1');
  return column?.kind === 'real' && column.values.includes(1);
}

/** Matthews correlation is 0 by definition where the truth holds one class. */
function isConstant(metric: Metric, column: Column | undefined): boolean {
  return metric.name === 'matthews_corrcoef' && column?.kind === 'label' && new Set(column.codes).size < 2;
}

describe('label metrics that know no order', () => {
  const unordered = METRICS.filter(
    (metric) => metric.cells.includes('integer_label') && metric.parameters.length === 0,
  ).map((metric) => metric.name);

  test.each(unordered)('%s does not depend on what the classes are called', (name) => {
    fc.assert(
      fc.property(rowsOf(fc.tuple(label, label), 1), (rows) => {
        const truth = rows.map(([t]) => t);
        const prediction = rows.map(([, p]) => p);
        const rename = (code: number) => ['zh', 'dx', '7', 'a b', 'ß'][code]!;
        const before = scoreLabels(name, truth, prediction);
        const after = scoreLabels(name, truth.map(rename), prediction.map(rename), false);
        if (Number.isNaN(before)) expect(after).toBeNaN();
        else expect(after).toBeCloseTo(before, 12);
      }),
    );
  });
});

describe('metrics of order', () => {
  test('quadratic weighted kappa orders integer labels by value, not as text', () => {
    const truth = [9, 10, 11, 9, 10, 11];
    const near = scoreLabels('quadratic_weighted_kappa', truth, [10, 10, 11, 9, 10, 11]);
    const far = scoreLabels('quadratic_weighted_kappa', truth, [11, 10, 11, 9, 10, 11]);
    expect(near).toBeGreaterThan(far);
  });

  test('quadratic weighted kappa by value keeps the gap of a grade nobody got', () => {
    const truth = [1, 2, 5, 5, 1, 2];
    const guess = [1, 5, 5, 2, 1, 2];
    expect(scoreLabels('quadratic_weighted_kappa:distance=value', truth, guess)).toBeLessThan(
      scoreLabels('quadratic_weighted_kappa:distance=rank', truth, guess),
    );
    expect(scoreLabels('quadratic_weighted_kappa:distance=value', ['a', 'b'], ['a', 'b'], false)).toBeNaN();
  });

  test('ROC-AUC and Spearman see only the order of the scores', () => {
    fc.assert(
      fc.property(rowsOf(fc.tuple(fc.integer({ min: 0, max: 1 }), decimal)), (rows) => {
        const truth = rows.map(([t]) => t);
        const scores = rows.map(([, p]) => p);
        const bent = scores.map((score) => score ** 3 + 1);
        expect(scoreReals('roc_auc', truth, bent)).toEqual(scoreReals('roc_auc', truth, scores));
        expect(scoreReals('spearman', truth, bent)).toEqual(scoreReals('spearman', truth, scores));
      }),
    );
  });

  test('binary metrics are undefined for a truth other than 0 and 1', () => {
    for (const name of ['roc_auc', 'average_precision', 'log_loss', 'brier_score_loss']) {
      expect(scoreReals(name, [0, 1, 0.5], [0.1, 0.9, 0.5]), name).toBeNaN();
    }
  });

  test('NDCG is undefined for a negative relevance', () => {
    expect(scorer('ndcg_at_k:k=2')([real([-1]), real([1])], [real([0]), real([1])], allRows(1))).toBeNaN();
  });
});
