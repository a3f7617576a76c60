import { readFile, stat } from 'node:fs/promises';
import type { Direction } from '@/lib/metrics/metric.types';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';
import { runInJail } from '@/lib/scoring/jail/jail';
import type { JailAnswer } from '@/lib/scoring/jail/jail.types';

/**
 * A course's own metric: one file of its bundle, an ES module that imports nothing and exports
 * - `direction`: `'higher_is_better'` or `'lower_is_better'`, written out on a line of its own,
 * - `title` (optional): a text,
 * - `score(truth, prediction)`: a finite number, or a promise of one. Both arguments are arrays of plain objects, one a row
 *   of one split, aligned with each other; the keys are the names of the columns and the values the cells as text:
 *   `score([{ Id: '1', Class: '7' }], [{ Id: '1', Class: '3' }])`. It is called once for each split that has rows.
 *
 * It is code of people who may not be trusted with the site: it runs in a jail (`jail/jail.ts`) and nowhere else, never in a
 * process that holds a secret, and only once the import that brings it is confirmed. Before that, `readDirection` reads it as
 * the text it is.
 *
 * The message of `custom_metric_threw` quotes what the metric threw, which may hold cells of the solution: show it to the
 * course's staff, not to students.
 */
export interface CustomMetricLimits {
  /** Wall-clock time of the whole run, from starting the process. */
  readonly timeMsMax: number;
  readonly memoryMbMax: number;
}

export const CUSTOM_METRIC_LIMITS: CustomMetricLimits = { timeMsMax: 60_000, memoryMbMax: 1024 };
/** A metric is a page or two of code. */
const SOURCE_BYTES_MAX = 1_000_000;

/** Cells as text, column by column (`truth[column][row]`), truth and prediction aligned by row. */
export interface CustomMetricRows {
  readonly columns: readonly string[];
  readonly truth: readonly (readonly string[])[];
  readonly prediction: readonly (readonly string[])[];
  readonly publicRows: Int32Array;
  readonly privateRows: Int32Array;
}

export interface CustomMetricDescription {
  readonly direction: Direction;
  readonly title: string | null;
}

export interface CustomMetricScores {
  /** NaN for a split without rows, as the built-in metrics give. */
  readonly public: number;
  readonly private: number;
}

const DIRECTION = /^[ \t]*export\s+const\s+direction\s*=\s*(['"`])(higher_is_better|lower_is_better)\1/m;

/**
 * The direction a metric says it has, read from its text; nothing of it is run. Problems: `custom_metric_threw` for a file that
 * can't be read, `custom_metric_export_missing`.
 */
export async function readDirection(file: string): Promise<Result<Direction>> {
  const source = await sourceOf(file);
  if (!source.ok) return source;
  const direction = DIRECTION.exec(source.value)?.[2];
  if (direction) return ok(direction as Direction);
  return problem(
    'export_missing',
    "The metric has to say which scores are better, on a line of its own: export const direction = 'higher_is_better' (or 'lower_is_better').",
  );
}

/**
 * Loads a metric in its jail and says what it exports. Problems: `custom_metric_export_missing`,
 * `custom_metric_export_invalid`, `custom_metric_threw`, `custom_metric_timeout`, `custom_metric_out_of_memory`.
 */
export async function describeCustomMetric(
  file: string,
  limits: CustomMetricLimits = CUSTOM_METRIC_LIMITS,
): Promise<Result<CustomMetricDescription>> {
  const source = await sourceOf(file);
  if (!source.ok) return source;
  const answer = await runInJail({ source: source.value, columns: [], ...limits }, []);
  if (answer.kind !== 'described') return refused(answer, limits);
  return ok({ direction: answer.direction as Direction, title: answer.title });
}

/**
 * Scores the public and the private rows with the metric in `file` (an absolute path). Problems: those of
 * `describeCustomMetric`, and `custom_metric_not_finite`.
 */
export async function scoreWithCustomMetric(
  file: string,
  rows: CustomMetricRows,
  limits: CustomMetricLimits = CUSTOM_METRIC_LIMITS,
): Promise<Result<CustomMetricScores>> {
  const source = await sourceOf(file);
  if (!source.ok) return source;
  const splits = [rows.publicRows, rows.privateRows].filter((split) => split.length > 0);
  const answer = await runInJail(
    { source: source.value, columns: rows.columns, ...limits },
    splits.map((split) => cellsOf(rows, split)),
  );
  if (answer.kind === 'described' && splits.length === 0) return ok({ public: NaN, private: NaN });
  if (answer.kind !== 'scored') return refused(answer, limits);
  const scores = [...answer.scores];
  const next = (split: Int32Array): number => (split.length > 0 ? (scores.shift() ?? NaN) : NaN);
  return ok({ public: next(rows.publicRows), private: next(rows.privateRows) });
}

async function sourceOf(file: string): Promise<Result<string>> {
  const bytes = await stat(file).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (bytes === null) return problem('threw', `The metric ${file} can't be read.`);
  if (bytes > SOURCE_BYTES_MAX)
    return problem('export_invalid', `A metric has at most ${SOURCE_BYTES_MAX / 1e6} MB; this one has more.`);
  return ok(await readFile(file, 'utf8'));
}

/** The rows of one split and nothing of the other's. */
function cellsOf({ truth, prediction }: CustomMetricRows, split: Int32Array): string {
  const cells = [...truth, ...prediction].map((column) => Array.from(split, (row) => column[row] ?? ''));
  return JSON.stringify(cells);
}

function refused(answer: JailAnswer, { timeMsMax, memoryMbMax }: CustomMetricLimits): Refused {
  if (answer.kind !== 'failed') return problem('threw', 'The metric gave no scores.');
  if (answer.failure === 'timeout')
    return problem('timeout', `The metric took longer than ${timeMsMax / 1000} s and was stopped.`);
  if (answer.failure === 'out_of_memory')
    return problem('out_of_memory', `The metric took more than ${memoryMbMax} MB of memory and was stopped.`);
  return problem(answer.failure, answer.message);
}

function problem(kind: string, message: string): Refused {
  return refuse({ code: `custom_metric_${kind}`, message });
}
