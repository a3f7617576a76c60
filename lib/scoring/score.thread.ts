import type { Column } from '@/lib/metrics/metric.types';
import { readPrediction, type ReadPrediction, type ReadTask } from '@/lib/prediction/read-prediction';
import { POOL_LIMITS } from '@/lib/platform/threads/pool';
import { CUSTOM_METRIC_LIMITS, scoreWithCustomMetric } from '@/lib/scoring/custom-metric';
import { scorePrediction } from '@/lib/scoring/score-columns.core';
import type { FileScore } from '@/lib/scoring/score-file';
import { ok, type Result } from '@/lib/platform/result';

/** Of the time a thread has; the rest is for reading the file, and for saying what went wrong. */
const OWN_SHARE = 0.75;

/** Entry of a thread: reads a prediction file and scores it on both splits. */
export default async function score(task: ReadTask): Promise<Result<FileScore>> {
  const read = await readPrediction(task);
  if (!read.ok) return read;
  const { solution, prediction, metric } = read.value;
  if (task.metricPath !== null) return scoreByOwnMetric(task, task.metricPath, read.value);
  return ok({ ...scorePrediction(solution, prediction.columns, metric), rows: prediction.rows });
}

async function scoreByOwnMetric(
  task: ReadTask,
  metricPath: string,
  { solution, prediction }: ReadPrediction,
): Promise<Result<FileScore>> {
  const scored = await scoreWithCustomMetric(
    metricPath,
    {
      columns: task.targetColumns,
      truth: solution.truth.map(textsOf),
      prediction: prediction.columns.map(textsOf),
      publicRows: solution.publicRows,
      privateRows: solution.privateRows,
    },
    { ...CUSTOM_METRIC_LIMITS, timeMsMax: POOL_LIMITS.timeMsMax * OWN_SHARE },
  );
  if (!scored.ok) return scored;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return ok({
    public: finite(scored.value.public),
    private: finite(scored.value.private),
    rows: prediction.rows,
  });
}

function textsOf(column: Column): readonly string[] {
  if (column.kind !== 'text') throw new Error(`a course's own metric reads texts, not ${column.kind}`);
  return column.values;
}
