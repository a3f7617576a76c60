import { access } from 'node:fs/promises';
import { CUSTOM, customSpec } from '@/lib/metrics/custom.core';
import { readCsv } from '@/lib/prediction/container';
import { COLUMNS_MAX, namesOf } from '@/lib/prediction/header.core';
import { plainBytes } from '@/lib/prediction/bytes.core';
import { textStart } from '@/lib/prediction/encoding.core';
import { RowReader } from '@/lib/prediction/row-reader.core';
import { usagePlace } from '@/lib/prediction/solution-table.core';
import { describeCustomMetric } from '@/lib/scoring/custom-metric';
import type { FileScore } from '@/lib/scoring/score-file';
import score from '@/lib/scoring/score.thread';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Files of one's own machine: the limit only keeps a mistake from filling the memory. */
const FILE_BYTES_MAX = 1024 * 1024 * 1024;

export interface OfflineTask {
  /** Paths. */
  readonly solution: string;
  readonly submission: string;
  /** A metric's spec. */
  readonly metric: string;
  /** Path of a course's own metric, for `metric` = `custom`. */
  readonly metricFile?: string | undefined;
  /** Name of the id column; the solution's first column by default. */
  readonly id?: string | undefined;
  /** Names of the target columns; by default the solution's first column that is neither id nor Usage. */
  readonly target?: string | readonly string[] | undefined;
}

/**
 * Scores a file without a site: no database, no threads. A solution without a Usage column has no split: `public` is then
 * the score of all rows and `private` null. Problems of the solution have `file: 'solution'`.
 */
export async function scoreOffline(task: OfflineTask): Promise<Result<FileScore>> {
  const columns = await columnsOf(task);
  if (!columns.ok) return columns;
  const metric = await metricOf(task);
  if (!metric.ok) return metric;
  const { idColumn, targetColumns } = columns.value;
  return score({
    solutionPath: task.solution,
    filePath: task.submission,
    ...metric.value,
    idColumn,
    targetColumns,
    labels: null,
    split: 'all_public',
    fileBytesMax: FILE_BYTES_MAX,
  });
}

/** The metric's spec, and the file of a course's own. */
async function metricOf(task: OfflineTask): Promise<Result<{ metric: string; metricPath: string | null }>> {
  if (task.metric !== CUSTOM) return ok({ metric: task.metric, metricPath: null });
  if (task.metricFile === undefined)
    return refuse({
      code: 'metric_file_missing',
      message: "Name the file of the course's own metric: --metric-file metric.mjs",
      field: 'metric-file',
    });
  const described = await describeCustomMetric(task.metricFile);
  if (!described.ok) return described;
  return ok({
    metric: customSpec('of-this-machine', described.value.direction),
    metricPath: task.metricFile,
  });
}

interface Columns {
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
}

async function columnsOf(task: OfflineTask): Promise<Result<Columns>> {
  const missing = await missingFile(task);
  if (missing) return missing;
  const read = await readCsv(task.solution, FILE_BYTES_MAX);
  if (!read.ok) return refuse(...read.problems.map((problem) => ({ file: 'solution', ...problem })));
  const bytes = plainBytes(read.value);
  const header = new RowReader(bytes, textStart(bytes), COLUMNS_MAX);
  const names = header.next() ? namesOf(header) : [];
  const usage = usagePlace(names);
  const data = names.filter((_, place) => place !== usage);
  const idColumn = task.id ?? data[0] ?? '';
  const target = task.target ?? data.find((name) => name !== idColumn) ?? '';
  return ok({ idColumn, targetColumns: typeof target === 'string' ? [target] : target });
}

async function missingFile(task: OfflineTask): Promise<Result<never> | null> {
  const named = { solution: task.solution, submission: task.submission, metric: task.metricFile };
  for (const [file, at] of Object.entries(named)) {
    if (at === undefined) continue;
    const readable = await access(at).then(
      () => true,
      () => false, // said below, with its path
    );
    if (!readable) return refuse({ code: 'file_missing', message: `The ${file} ${at} can't be read.`, file });
  }
  return null;
}
