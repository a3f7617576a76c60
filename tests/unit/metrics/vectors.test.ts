import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Column, Metric, MetricArguments } from '@/lib/metrics/metric.types';
import { METRICS } from '@/lib/metrics/registry.core';
import { labelColumns, real, scorer, specOf, text, type Cell } from './support/columns';

interface VectorCase {
  readonly args: MetricArguments;
  readonly truth: readonly (readonly Cell[])[];
  readonly prediction: readonly (readonly Cell[])[];
  readonly expected: number | null;
  readonly numeric?: boolean;
  readonly text?: boolean;
}

const folder = path.join(import.meta.dirname, 'vectors');

function casesOf(name: string): readonly VectorCase[] {
  const file = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as {
    metric: string;
    cases: VectorCase[];
  };
  expect(file.metric).toBe(name);
  return file.cases;
}

/**
 * Columns as a competition would have them: the case's rows in reverse order behind rows of another split, which are
 * filled from the case itself and from labels that occur in no row of the case.
 */
function buildColumns(
  metric: Metric,
  each: VectorCase,
): { truth: Column[]; prediction: Column[]; rows: Int32Array } {
  const count = each.truth[0]!.length;
  const rows = Int32Array.from({ length: count }, (_, i) => count + 1 - i);
  const isLabel = metric.cells.includes('integer_label') && each.text !== true;
  const isText =
    each.text === true || !metric.cells.some((cell) => cell === 'real' || cell === 'probability');
  const padded = (column: readonly Cell[], foreign: Cell) => [
    isLabel ? foreign : column[0]!,
    column[count - 1]!,
    ...[...column].reverse(),
  ];
  const truth = each.truth.map((column) => padded(column, 777));
  const prediction = each.prediction.map((column) => padded(column, 888));
  if (isLabel) {
    const [wanted, given] = labelColumns(truth[0]!, prediction[0]!, each.numeric);
    return { truth: [wanted], prediction: [given], rows };
  }
  const build = (column: Cell[]) => (isText ? text(column.map(String)) : real(column.map(Number)));
  return { truth: truth.map(build), prediction: prediction.map(build), rows };
}

/**
 * 1e-12: relative for error measures of real numbers, whose size is that of the data (1e-90 to 1e90 in the vectors), and
 * for values above 1; absolute for the others, which are ratios near 1, or differences of logarithms (rmsle).
 */
function toleranceOf(metric: Metric, expected: number): number {
  const scaled =
    metric.direction === 'lower_is_better' && metric.cells.includes('real') && metric.name !== 'rmsle';
  return 1e-12 * (scaled ? Math.abs(expected) : Math.max(1, Math.abs(expected)));
}

describe('metrics agree with the expected values from scikit-learn, scipy or an independent implementation', () => {
  test('every metric has a file of vectors and every file has a metric', () => {
    const files = readdirSync(folder).map((file) => path.basename(file, '.json'));
    expect(files.sort()).toEqual(METRICS.map((metric) => metric.name).sort());
  });

  test.each(METRICS.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
    const cases = casesOf(name);
    expect(cases.filter((each) => each.expected !== null).length).toBeGreaterThanOrEqual(200);
    cases.forEach((each, index) => {
      const { truth, prediction, rows } = buildColumns(metric, each);
      const score = scorer(specOf(name, each.args))(truth, prediction, rows);
      if (each.expected === null) {
        expect(score, `case ${index}`).toBeNaN();
        return;
      }
      const tolerance = toleranceOf(metric, each.expected);
      expect(
        Math.abs(score - each.expected),
        `case ${index}: ${score}, not ${each.expected}`,
      ).toBeLessThanOrEqual(tolerance);
    });
  });
});
