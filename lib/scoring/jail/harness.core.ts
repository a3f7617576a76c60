/**
 * Runs inside the metric's own engine, before the metric, which can't reach it: what it needs of the language it has taken
 * before anybody could replace it. It hands out texts and numbers alone, cut to a length, so that no object of the metric's is
 * ever touched from outside.
 */
export const HARNESS = String.raw`(() => {
  'use strict';
  const parse = JSON.parse, quote = JSON.stringify, ErrorClass = Error, text = String, finite = Number.isFinite;
  const cut = Function.prototype.call.bind(String.prototype.slice);
  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly']) delete globalThis[name];

  const failed = (failure, message) => quote({ kind: 'failed', failure, message });
  const shown = (error) => {
    try {
      if (!(error instanceof ErrorClass)) return cut(text(error), 0, 500);
      return cut(text(error.name), 0, 100) + ': ' + cut(text(error.message), 0, 500);
    } catch {
      return 'something that can not be shown';
    }
  };
  const threw = (error) => {
    const message = shown(error);
    return message === 'InternalError: out of memory'
      ? failed('out_of_memory', '')
      : failed('threw', 'The metric failed: ' + message);
  };

  const describe = (metric) => {
    try {
      const direction = metric.direction, title = metric.title;
      if (typeof metric.score !== 'function')
        return failed('export_missing', 'The metric has to export a function score(truth, prediction).');
      if (direction !== 'higher_is_better' && direction !== 'lower_is_better')
        return failed('export_missing', 'The metric has to export direction, either higher_is_better or lower_is_better.');
      if (title !== undefined && typeof title !== 'string')
        return failed('export_invalid', 'The title a metric exports has to be a text.');
      return quote({ kind: 'described', direction, title: title === undefined ? null : cut(title, 0, 200) });
    } catch (error) {
      return threw(error);
    }
  };

  const score = async (metric, makeRow, width, cells) => {
    try {
      const columns = parse(cells), rows = columns[0].length;
      const truth = [], prediction = [];
      for (let row = 0; row < rows; row++) {
        truth[row] = makeRow(columns, 0, row);
        prediction[row] = makeRow(columns, width, row);
      }
      columns.length = 0;
      const value = await metric.score(truth, prediction);
      if (typeof value === 'number' && finite(value)) return value;
      const what = typeof value === 'number' ? text(value) : 'a value of type ' + typeof value;
      return failed('not_finite', 'The metric has to return a finite number; it returned ' + what + '.');
    } catch (error) {
      return threw(error);
    }
  };
  return { describe, score, threw };
})()`;

/** `(columns, from, row) => ({ "Id": columns[from][row], … })`, written out: the engine makes such objects quicker than key by key. */
export function rowMaker(columns: readonly string[]): string {
  const fields = columns.map((name, at) => `[${JSON.stringify(name)}]: columns[from + ${at}][row]`);
  return `((columns, from, row) => ({ ${fields.join(', ')} }))`;
}
