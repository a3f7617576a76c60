import type { Column, LabelColumn, MetricArguments } from '@/lib/metrics/metric.types';
import { parseMetricSpec } from '@/lib/metrics/registry.core';

export type Cell = string | number;

/** A truth and a prediction column of labels; labels are numbered as they are met, not sorted. */
export function labelColumns(
  truth: readonly Cell[],
  prediction: readonly Cell[],
  numeric = true,
): [LabelColumn, LabelColumn] {
  const codes = new Map<string, number>();
  const codeOf = (cell: Cell) => {
    const label = String(cell);
    const code = codes.get(label) ?? codes.size;
    codes.set(label, code);
    return code;
  };
  const truthCodes = Int32Array.from(truth, codeOf);
  const truthLabels = [...codes.keys()];
  const predictionCodes = Int32Array.from(prediction, codeOf);
  return [
    { kind: 'label', codes: truthCodes, labels: truthLabels, numeric },
    { kind: 'label', codes: predictionCodes, labels: [...codes.keys()], numeric },
  ];
}

export function real(values: readonly number[]): Column {
  return { kind: 'real', values: Float64Array.from(values) };
}

export function text(values: readonly string[]): Column {
  return { kind: 'text', values };
}

export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}

/** The metric of a spec, bound to its arguments. */
export function scorer(spec: string) {
  const parsed = parseMetricSpec(spec);
  if (!parsed.ok) throw new Error(parsed.problems.map((each) => each.message).join(' '));
  const { metric, args } = parsed.value;
  return (truth: readonly Column[], prediction: readonly Column[], rows: Int32Array): number =>
    metric.score(truth, prediction, rows, args);
}

export function specOf(name: string, args: MetricArguments): string {
  const parts = Object.entries(args).map(([key, value]) => `${key}=${value}`);
  return parts.length === 0 ? name : `${name}:${parts.join(',')}`;
}

/** Scores one column of labels over all its rows. */
export function scoreLabels(
  spec: string,
  truth: readonly Cell[],
  prediction: readonly Cell[],
  numeric = true,
): number {
  const [wanted, given] = labelColumns(truth, prediction, numeric);
  return scorer(spec)([wanted], [given], allRows(truth.length));
}

/** Scores one column of real numbers over all its rows. */
export function scoreReals(spec: string, truth: readonly number[], prediction: readonly number[]): number {
  return scorer(spec)([real(truth)], [real(prediction)], allRows(truth.length));
}

/** Scores one column of texts over all its rows. */
export function scoreTexts(spec: string, truth: readonly string[], prediction: readonly string[]): number {
  return scorer(spec)([text(truth)], [text(prediction)], allRows(truth.length));
}
