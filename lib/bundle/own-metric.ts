import path from 'node:path';
import type { Bundle } from '@/lib/bundle/read-bundle';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { describeCustomMetric } from '@/lib/scoring/custom-metric';

/**
 * Runs a bundle's own metric for the first time, in its jail, so that a file which can't score is found now and not at the
 * deadline. Only for an import that is confirmed. Refused as `describeCustomMetric` refuses, and when it exports another
 * direction than its text says.
 */
export async function checkOwnMetric({ folder, yaml, metric }: Bundle): Promise<Result<null>> {
  const { metric_file: name } = yaml.competition;
  if (name === undefined) return ok(null);
  const place = { file: 'assignment.yaml', field: 'competition.metric_file' };
  const described = await describeCustomMetric(path.join(folder, name));
  if (!described.ok) return refuse(...described.problems.map((each) => ({ ...each, ...place })));
  const { direction } = described.value;
  if (direction === metric.metric.direction) return ok(null);
  return refuse({
    code: 'custom_metric_export_invalid',
    message: `${name} exports the direction ${direction}, and its text says ${metric.metric.direction}. Write it once.`,
    ...place,
  });
}
