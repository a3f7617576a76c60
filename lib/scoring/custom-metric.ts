import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Direction } from '@/lib/metrics/metric.types';
import { ok, refuse, type Problem, type Refused, type Result } from '@/lib/platform/result';

/**
 * A course's own metric: one file of its bundle, an ES module (it can import what Node has, nothing else) that exports
 * - `direction`: `'higher_is_better'` or `'lower_is_better'`,
 * - `title` (optional): a text,
 * - `score(truth, prediction)`: a finite number, or a promise of one. Both arguments are arrays of plain objects, one a row
 *   of one split, aligned with each other; the keys are the names of the columns and the values the cells as text:
 *   `score([{ Id: '1', Class: '7' }], [{ Id: '1', Class: '3' }])`. It is called once for each split that has rows.
 *
 * It runs in a worker thread, which is stopped when it takes too long or too much memory. That guards against mistakes in
 * the file, not against malice: it is code of the course, and a thread may read files. Call this from the scoring worker
 * only, never from the web process.
 *
 * The message of `custom_metric_threw` quotes what the metric threw, which may hold cells of the solution: show it to the
 * course's staff, not to students.
 */
export interface CustomMetricLimits {
  /** Wall-clock time of the whole run, from starting the thread. */
  readonly timeMsMax: number;
  /** JavaScript heap of the thread; memory outside it (typed arrays) is watched through the process, see `MEMORY_SLACK`. */
  readonly memoryMbMax: number;
}

export const CUSTOM_METRIC_LIMITS: CustomMetricLimits = { timeMsMax: 60_000, memoryMbMax: 1024 };

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

type Answer =
  | ({ readonly kind: 'described' } & CustomMetricDescription)
  | ({
      readonly kind: 'scored';
      readonly public: number | null;
      readonly private: number | null;
    } & CustomMetricDescription)
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** The heap limit leaves out typed arrays, so the process may not grow by more than this many times the limit either. */
const MEMORY_SLACK = 2;
const MEMORY_CHECK_MS = 50;
const BYTES_PER_MB = 1024 * 1024;

/**
 * Loads a metric and says what it exports. Problems: `custom_metric_export_missing`, `custom_metric_export_invalid`,
 * `custom_metric_threw`, `custom_metric_timeout`, `custom_metric_out_of_memory`.
 */
export async function describeCustomMetric(
  file: string,
  limits: CustomMetricLimits = CUSTOM_METRIC_LIMITS,
): Promise<Result<CustomMetricDescription>> {
  const answer = await runInThread(file, null, limits);
  if (!answer.ok) return answer;
  return ok({ direction: answer.value.direction, title: answer.value.title });
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
  const answer = await runInThread(file, rows, limits);
  if (!answer.ok) return answer;
  if (answer.value.kind !== 'scored') return problem('threw', 'The metric gave no scores.');
  return ok({ public: answer.value.public ?? NaN, private: answer.value.private ?? NaN });
}

type Success = Exclude<Answer, { kind: 'failed' }>;

/** Runs the metric in a thread of its own and settles once, when the thread has ended. */
async function runInThread(
  file: string,
  rows: CustomMetricRows | null,
  limits: CustomMetricLimits,
): Promise<Result<Success>> {
  const url = await moduleUrl(file);
  if (url === null) return problem('threw', `The metric ${file} can't be read.`);
  const worker = startThread(url, rows, limits);
  let stopWatching = () => {};
  try {
    return await new Promise<Result<Success>>((resolve) => {
      worker.once('message', (answer: Answer) => resolve(resultOf(answer)));
      worker.once('error', (error) => resolve(errorOf(error, limits)));
      worker.once('exit', () => resolve(problem('threw', 'The metric ended without a score.')));
      stopWatching = watchLimits(limits, resolve);
    });
  } finally {
    stopWatching();
    await worker.terminate();
  }
}

/** The source itself as an address: a stored file has no extension to tell that it is a module. null: can't be read. */
async function moduleUrl(file: string): Promise<string | null> {
  const source = await readFile(file).catch(() => null);
  return source && `data:text/javascript;base64,${source.toString('base64')}`;
}

function startThread(url: string, rows: CustomMetricRows | null, limits: CustomMetricLimits): Worker {
  const worker = new Worker(new URL('./custom-metric.worker.mjs', import.meta.url), {
    workerData: { moduleUrl: url, rows },
    resourceLimits: {
      maxOldGenerationSizeMb: limits.memoryMbMax,
      maxYoungGenerationSizeMb: 32,
      stackSizeMb: 4,
    },
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  // What a metric prints goes nowhere, but has to be read, or it would pile up here.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Calls `stop` with a problem when the time is over or the process has grown too much; returns how to stop watching. */
function watchLimits(limits: CustomMetricLimits, stop: (refused: Refused) => void): () => void {
  const bytesMax = process.memoryUsage.rss() + MEMORY_SLACK * limits.memoryMbMax * BYTES_PER_MB;
  const clock = setTimeout(
    () =>
      stop(problem('timeout', `The metric took longer than ${limits.timeMsMax / 1000} s and was stopped.`)),
    limits.timeMsMax,
  );
  const scale = setInterval(() => {
    if (process.memoryUsage.rss() > bytesMax) stop(outOfMemory(limits));
  }, MEMORY_CHECK_MS);
  return () => {
    clearTimeout(clock);
    clearInterval(scale);
  };
}

function resultOf(answer: Answer): Result<Success> {
  if (answer.kind !== 'failed') return ok(answer);
  return refuse({ code: answer.code, message: answer.message });
}

/** What ended the thread before it could answer: its memory limit, or an error outside the call (a timer, a syntax error). */
function errorOf(error: unknown, limits: CustomMetricLimits): Refused {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return outOfMemory(limits);
  return problem('threw', `The metric failed: ${String(error).slice(0, 500)}`);
}

function outOfMemory({ memoryMbMax }: CustomMetricLimits): Refused {
  return problem('out_of_memory', `The metric took more than ${memoryMbMax} MB of memory and was stopped.`);
}

function problem(kind: 'threw' | 'timeout' | 'out_of_memory', message: string): Refused {
  const found: Problem = { code: `custom_metric_${kind}`, message };
  return refuse(found);
}
