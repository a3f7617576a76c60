/**
 * Runs one course's metric inside a worker thread; started by custom-metric.ts and by nothing else. Plain JavaScript, so
 * that the thread starts without a TypeScript loader. Answers with one message:
 *   { kind: 'described', direction, title }   when no rows were given,
 *   { kind: 'scored', direction, title, public, private }   (a score is null for a split without rows),
 *   { kind: 'failed', code, message }.
 */
import { parentPort, workerData } from 'node:worker_threads';

const DIRECTIONS = ['higher_is_better', 'lower_is_better'];

class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function answer({ moduleUrl, rows }) {
  const metric = await import(moduleUrl);
  const description = describe(metric);
  if (rows === null) return { kind: 'described', ...description };
  const publicScore = await scoreSplit(metric, rows, rows.publicRows);
  const privateScore = await scoreSplit(metric, rows, rows.privateRows);
  return { kind: 'scored', ...description, public: publicScore, private: privateScore };
}

function describe({ direction, title, score }) {
  if (typeof score !== 'function') {
    throw new Failure(
      'custom_metric_export_missing',
      'The metric has to export a function score(truth, prediction).',
    );
  }
  if (!DIRECTIONS.includes(direction)) {
    throw new Failure(
      'custom_metric_export_missing',
      `The metric has to export direction, either ${DIRECTIONS.join(' or ')}.`,
    );
  }
  if (title !== undefined && typeof title !== 'string') {
    throw new Failure('custom_metric_export_invalid', 'The title a metric exports has to be a text.');
  }
  return { direction, title: title ?? null };
}

/** The score of the rows of one split, which see nothing of the other's; null for no rows. */
async function scoreSplit(metric, { columns, truth, prediction }, split) {
  if (split.length === 0) return null;
  const score = await metric.score(objectsOf(columns, truth, split), objectsOf(columns, prediction, split));
  if (typeof score === 'number' && Number.isFinite(score)) return score;
  const shown = typeof score === 'number' ? String(score) : `a value of type ${typeof score}`;
  throw new Failure(
    'custom_metric_not_finite',
    `The metric has to return a finite number; it returned ${shown}.`,
  );
}

function objectsOf(columns, cells, split) {
  return Array.from(split, (row) =>
    Object.fromEntries(columns.map((name, index) => [name, cells[index][row]])),
  );
}

/** Errors of the metric's own code, whatever it throws; the text is cut, as it is stored and shown. */
function failureOf(error) {
  if (error instanceof Failure) return { kind: 'failed', code: error.code, message: error.message };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'failed', code: 'custom_metric_threw', message: `The metric failed: ${text.slice(0, 500)}` };
}

parentPort.postMessage(await answer(workerData).catch(failureOf));
