import type { Competition } from '@/lib/assignment/competition';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import type { Result } from '@/lib/platform/result';
import type { CompiledSolution } from '@/lib/prediction/prediction.types';
import { solutionOptions } from '@/lib/prediction/solution-cache';
import { compileSolution } from '@/lib/prediction/solution-table.core';

/** The settings of a competition that say how its solution is read. */
export type ReadingSettings = Pick<Competition, 'metric' | 'idColumn' | 'targetColumns' | 'labels' | 'split'>;

/** How many rows of a solution count where. */
export interface SolutionFacts {
  readonly rowsPublic: number;
  readonly rowsPrivate: number;
  readonly rowsIgnored: number;
}

/** A solution's bytes, read as the settings say. Refused with every problem of the file, or what does not fit the metric. */
export function compileUnder(settings: ReadingSettings, bytes: Uint8Array): Result<CompiledSolution> {
  const metric = parseMetricSpec(settings.metric);
  if (!metric.ok) return metric;
  const { idColumn, targetColumns, labels, split } = settings;
  const options = solutionOptions(
    { idColumn, targetColumns, labels: labels.length > 0 ? labels : null, split },
    metric.value,
  );
  return options.ok ? compileSolution(bytes, options.value) : options;
}
