import { ok, refuse, type Result } from '@/lib/platform/result';

/** Somebody with a published grade. */
export interface GradedPerson {
  readonly studentId: string | null;
  readonly email: string | null;
  /** With two decimals and a point. */
  readonly total: string;
}

/** What was done with one row of the export. */
export interface CanvasRow {
  /** 1-based record of the file, the header being 1. */
  readonly row: number;
  /** As the file names the person, or their first ID. */
  readonly who: string;
  readonly outcome: 'filled' | 'excused' | 'unmatched' | 'contradiction' | 'repeated';
  /** The column that told who it is, e.g. `SIS Login ID`; null for nobody. */
  readonly by: string | null;
  readonly studentId: string | null;
}

export interface FilledCanvas {
  readonly text: string;
  readonly filled: number;
  /** The people of the file; rows such as "Points Possible" are none. */
  readonly rows: readonly CanvasRow[];
}

interface Cell {
  readonly start: number;
  readonly end: number;
}

/** Columns that tell who somebody is, in Canvas's, Moodle's and Blackboard's exports; the surest first. */
const ID_COLUMNS = [
  'SIS User ID',
  'SIS Login ID',
  'Integration ID',
  'ID number',
  'Student ID',
  'Email address',
  'Email',
  'Username',
];
/** Grades that somebody gave on purpose instead of points. */
const EXCUSED = /^(ex|excused|n\/a)$/i;
const SHOWN_MAX = 3;

/**
 * Fills one column of a grade-book export and leaves every other character as it is: divided by commas, semicolons or tabs, with
 * decimal points or commas as the file has them. `column`: the header's cell, or that cell without Canvas's ` (12345)`. A person
 * is matched by student ID or e-mail address in any ID column, at last by what stands before the @ of an address; two columns
 * that name two people fill nothing, as do `EX` and `N/A`. Refused where the column is not there once, is read only, or where
 * nobody could be filled in.
 */
export function fillCanvas(
  text: string,
  column: string,
  people: readonly GradedPerson[],
): Result<FilledCanvas> {
  const { records, delimiter } = recordsOf(text);
  const [header, ...rest] = records;
  const names = (header ?? []).map((cell) => plain(text, cell).trim());
  const idColumns = ID_COLUMNS.map((name) => ({ name, at: names.indexOf(name) })).filter(({ at }) => at >= 0);
  if (idColumns.length === 0) {
    const message = `The file has none of the columns that tell who somebody is: ${ID_COLUMNS.join(', ')}.`;
    return refuse({ code: 'no_sis_id', message });
  }
  const target = columnOf(names, column);
  if (!target.ok) return target;
  const at = target.value;
  if (rest.some((record) => isReadOnly(text, record, at)))
    return refuse({
      code: 'read_only',
      message: `The column ${names[at] ?? column} is read only: nothing can be imported into it.`,
    });
  const write = numberWriter(text, rest, delimiter);
  const identify = identifier(people);
  const pieces: string[] = [];
  const rows: CanvasRow[] = [];
  const seen = new Set<GradedPerson>();
  let copied = 0;
  for (const [index, record] of rest.entries()) {
    const ids = idColumns.map(({ name, at: place }) => ({ name, value: valueAt(text, record, place) }));
    const given = ids.filter(({ value }) => value !== '' && value !== '-');
    const cell = record[at];
    if (given.length === 0 || !cell) continue;
    const who = valueAt(text, record, 0) || (given[0]?.value ?? '');
    const found = identify(given);
    const outcome = outcomeOf(found, plain(text, cell).trim(), seen);
    rows.push({ row: index + 2, who, outcome, by: found.by, studentId: found.person?.studentId ?? null });
    if (found.person) seen.add(found.person);
    if (outcome !== 'filled' || !found.person) continue;
    pieces.push(text.slice(copied, cell.start), write(found.person.total));
    copied = cell.end;
  }
  const filled = rows.filter(({ outcome }) => outcome === 'filled').length;
  if (filled === 0)
    return nobody(
      rows,
      idColumns.map(({ name }) => name),
    );
  return ok({ text: [...pieces, text.slice(copied)].join(''), filled, rows });
}

function columnOf(names: readonly string[], column: string): Result<number> {
  const matches = names.flatMap((name, index) =>
    name === column || name.replace(/ \(\d+\)$/, '') === column ? [index] : [],
  );
  const [target, second] = matches;
  if (target !== undefined && second === undefined) return ok(target);
  const message = `The header must have the assignment's column exactly once; it is there ${matches.length} times.`;
  return refuse({ code: 'column', message });
}

function isReadOnly(text: string, record: readonly Cell[], at: number): boolean {
  return /^points possible$/i.test(valueAt(text, record, 0)) && /read only/i.test(valueAt(text, record, at));
}

interface Identified {
  readonly person: GradedPerson | null;
  readonly by: string | null;
  readonly isContradiction: boolean;
}

/** Who a row is, from its ID columns. */
function identifier(
  people: readonly GradedPerson[],
): (ids: readonly { readonly name: string; readonly value: string }[]) => Identified {
  const byKey = new Map<string, GradedPerson>();
  for (const person of people)
    for (const key of [person.studentId, person.email]) if (key) byKey.set(key.toLowerCase(), person);
  const find = (
    ids: readonly { readonly name: string; readonly value: string }[],
    key: (id: string) => string,
  ) => {
    const found = ids.flatMap(({ name, value }) => {
      const person = byKey.get(key(value.toLowerCase()));
      return person ? [{ person, by: name }] : [];
    });
    const [first] = found;
    const isContradiction = found.some(({ person }) => person !== first?.person);
    return first && { person: isContradiction ? null : first.person, by: first.by, isContradiction };
  };
  return (ids) =>
    find(ids, (id) => id) ??
    find(
      ids.filter(({ value }) => value.includes('@')),
      (id) => id.split('@')[0] ?? '',
    ) ?? { person: null, by: null, isContradiction: false };
}

function outcomeOf(found: Identified, cell: string, seen: ReadonlySet<GradedPerson>): CanvasRow['outcome'] {
  if (found.isContradiction) return 'contradiction';
  if (!found.person) return 'unmatched';
  if (seen.has(found.person)) return 'repeated';
  return EXCUSED.test(cell) ? 'excused' : 'filled';
}

function nobody(rows: readonly CanvasRow[], columns: readonly string[]): Result<never> {
  const some = rows.slice(0, SHOWN_MAX).map(({ who, outcome }) => `${who}: ${outcome}`);
  const found = rows.length === 0 ? 'it names no person' : some.join('; ');
  const message = `Nobody in the file could be filled in (${found}). Looked for student IDs and addresses in: ${columns.join(', ')}.`;
  return refuse({ code: 'nothing_filled', message });
}

/** Numbers as the file writes them: with a decimal comma where its own have one. */
function numberWriter(
  text: string,
  records: readonly (readonly Cell[])[],
  delimiter: string,
): (total: string) => string {
  const cells = records.flatMap((record) => record.map((cell) => plain(text, cell).trim()));
  const commas = cells.filter((cell) => /^-?\d+,\d{1,2}$/.test(cell)).length;
  const points = cells.filter((cell) => /^-?\d+\.\d{1,2}$/.test(cell)).length;
  if (commas <= points) return (total) => total;
  return (total) => (delimiter === ',' ? `"${total.replace('.', ',')}"` : total.replace('.', ','));
}

/** Where each cell of each record lies (RFC 4180), quotes included; a spreadsheet's line `sep=;` is no record. */
function recordsOf(text: string): {
  readonly records: readonly (readonly Cell[])[];
  readonly delimiter: string;
} {
  const named = /^\ufeff?(?:\u00ef\u00bb\u00bf)?"?sep=([,;\t])"?[^\r\n]*\r?\n/i.exec(text);
  const from = named?.[0].length ?? /^(?:\ufeff|\u00ef\u00bb\u00bf)?/.exec(text)?.[0].length ?? 0;
  const delimiter = named?.[1] ?? delimiterOf(text, from);
  return { records: cellsOf(text, from, delimiter), delimiter };
}

/** What divides most cells of the first line. */
function delimiterOf(text: string, from: number): string {
  const line = /[^\r\n]*/.exec(text.slice(from))?.[0].replace(/"[^"]*"/g, '') ?? '';
  const count = (char: string): number => line.split(char).length;
  return [',', ';', '\t'].reduce((best, char) => (count(char) > count(best) ? char : best));
}

function cellsOf(text: string, from: number, delimiter: string): Cell[][] {
  const records: Cell[][] = [];
  let record: Cell[] = [];
  let start = from;
  let quoted = false;
  for (let at = from; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    const isEnd = char === undefined || (!quoted && (char === '\n' || char === '\r'));
    if (!isEnd && (quoted || char !== delimiter)) continue;
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

function valueAt(text: string, record: readonly Cell[], at: number): string {
  const cell = record[at];
  return cell ? plain(text, cell).trim() : '';
}

function plain(text: string, { start, end }: Cell): string {
  const raw = text.slice(start, end);
  return raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw;
}
