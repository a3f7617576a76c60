import { ok, refuse, type Result } from '@/lib/platform/result';

interface Cell {
  readonly start: number;
  readonly end: number;
}

/** The column of a Canvas grade-book export that holds the id the university's own system gave. */
const SIS_COLUMNS = ['SIS User ID', 'SIS Login ID'];

/**
 * Fills one column of a Canvas grade-book export and leaves every other byte as it is. `text` and `column` hold one
 * character a byte (latin1), so that no encoding is touched. `column`: the header's cell, or that cell without Canvas's
 * ` (12345)`. `totals`: by student id in lower case. Rows whose SIS id is not in `totals` stay as they are.
 */
export function fillCanvas(
  text: string,
  column: string,
  totals: ReadonlyMap<string, string>,
): Result<{ readonly text: string; readonly filled: number; readonly unknown: readonly string[] }> {
  const [header, ...records] = cellsOf(text);
  const names = (header ?? []).map((cell) => plain(text, cell).replace(/^\u00ef\u00bb\u00bf/, ''));
  const sis = SIS_COLUMNS.map((name) => names.indexOf(name)).filter((index) => index >= 0);
  if (sis.length === 0)
    return refuse({ code: 'no_sis_id', message: 'The file has no column SIS User ID or SIS Login ID.' });
  const matches = names.flatMap((name, index) =>
    name === column || name.replace(/ \(\d+\)$/, '') === column ? [index] : [],
  );
  const [target, second] = matches;
  if (target === undefined || second !== undefined) {
    const message = `The header must have the assignment's column exactly once; it is there ${matches.length} times.`;
    return refuse({ code: 'column', message });
  }
  const pieces: string[] = [];
  const unknown: string[] = [];
  let copied = 0;
  let filled = 0;
  for (const record of records) {
    const ids = sis.flatMap((index) => record[index] ?? []).map((cell) => plain(text, cell).trim());
    const total = ids.map((id) => totals.get(id.toLowerCase())).find((each) => each !== undefined);
    const cell = record[target];
    if (total === undefined || !cell) {
      if (ids[0]) unknown.push(ids[0]);
      continue;
    }
    pieces.push(text.slice(copied, cell.start), total);
    copied = cell.end;
    filled += 1;
  }
  return ok({ text: [...pieces, text.slice(copied)].join(''), filled, unknown });
}

/** Where each cell of each record lies (RFC 4180), quotes included. */
function cellsOf(text: string): Cell[][] {
  const records: Cell[][] = [];
  let record: Cell[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    const isEnd = char === undefined || (!quoted && (char === '\n' || char === '\r'));
    if (!isEnd && (quoted || char !== ',')) continue;
    record.push({ start, end: at });
    if (isEnd) {
      if (record.length > 1 || start < at) records.push(record);
      record = [];
      if (char === '\r' && text[at + 1] === '\n') at += 1;
    }
    start = at + 1;
  }
  return records;
}

function plain(text: string, { start, end }: Cell): string {
  const raw = text.slice(start, end);
  return raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw;
}
