import { access } from 'node:fs/promises';
import { readCsv } from '@/lib/prediction/container';
import { COLUMNS_MAX, namesOf } from '@/lib/prediction/header.core';
import { plainBytes } from '@/lib/prediction/bytes.core';
import { textStart } from '@/lib/prediction/encoding.core';
import { RowReader } from '@/lib/prediction/row-reader.core';
import { usagePlace } from '@/lib/prediction/solution-table.core';
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
  const { idColumn, targetColumns } = columns.value;
  return score({
    solutionPath: task.solution,
    filePath: task.submission,
    metric: task.metric,
    idColumn,
    targetColumns,
    labels: null,
    split: 'all_public',
    fileBytesMax: FILE_BYTES_MAX,
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
  for (const file of ['solution', 'submission'] as const) {
    const readable = await access(task[file]).then(
      () => true,
      () => false, // said below, with its path
    );
    if (!readable)
      return refuse({ code: 'file_missing', message: `The ${file} ${task[file]} can't be read.`, file });
  }
  return null;
}
