import type { Competition, Solution } from '@/lib/assignment/competition';
import { CUSTOM } from '@/lib/metrics/custom.core';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import { storedPath } from '@/lib/platform/files/store';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { PredictionTask } from '@/lib/prediction/validate-file';

/** What a thread needs to read one prediction file of a competition, under its active solution or another version. */
export function predictionTask(
  competition: Competition,
  filePath: string,
  solution: Solution | null = competition.solution,
  metric: string = competition.metric,
): Result<PredictionTask> {
  if (!solution) {
    return refuse({
      code: 'no_solution',
      message:
        'This competition has no solution file yet, so nothing can be scored. The staff have to add one.',
    });
  }
  const bound = parseMetricSpec(metric);
  if (!bound.ok) return bound;
  const { metric: definition, args } = bound.value;
  return ok({
    filePath,
    solutionPath: storedPath(solution.sha256),
    metric,
    metricPath: definition.name === CUSTOM ? storedPath(String(args.file)) : null,
    idColumn: competition.idColumn,
    targetColumns: competition.targetColumns,
    labels: competition.labels.length > 0 ? competition.labels : null,
    split: competition.split,
    fileBytesMax: competition.fileBytesMax,
  });
}
