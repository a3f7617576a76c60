import { CsvError, parse } from 'csv-parse/sync';
import type { Role } from '@/lib/identity/roles.core';
import { readEmail, readName, readStudentId, type IdentityCell } from '@/lib/identity/identity-cell.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { cleanIdentifier } from '@/lib/platform/text/characters.core';
import { decodeText, type TextEncoding } from '@/lib/platform/text/decode-text.core';

export interface RosterRow {
  /** 1-based line of the file. */
  readonly line: number;
  readonly studentId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
}

export interface Roster {
  readonly rows: readonly RosterRow[];
  readonly encoding: TextEncoding;
  /** What was read otherwise than it stands in the file, by line and field; harmless. */
  readonly notes: readonly Problem[];
  /** What looks like a spreadsheet's damage, by line and field: a person must look before it is stored. */
  readonly doubts: readonly Problem[];
}

const COLUMNS = ['student_id', 'name', 'email', 'role'] as const;
type Column = (typeof COLUMNS)[number];
const ROLES: readonly Role[] = ['student', 'auditor', 'ta', 'instructor'];
const BYTES_MAX = 1_000_000;
const VALUE_SHOWN_MAX = 60;
/** IDs that are shorter look damaged when at least this many times as many are not. */
const SHORT_IDS_SHARE = 4;

/**
 * Reads `student_id,name,email,role`: columns in any order, others ignored, `role` empty or absent means student. In UTF-8 or
 * UTF-16, else in the `encoding` a person chose. Students need a student ID, others a student ID or an e-mail address. A
 * person who stands there twice in the same words, as in two sections, is one. Refused with every mistake, by line and field.
 */
export function parseRoster(bytes: Uint8Array, encoding?: string): Result<Roster> {
  if (bytes.length > BYTES_MAX) {
    const message = `A roster has at most ${BYTES_MAX / 1e6} MB; this file has ${(bytes.length / 1e6).toFixed(1)} MB.`;
    return refuse({ code: 'file_too_large', message });
  }
  const decoded = decodeText(bytes, encoding);
  if (!decoded.ok) return decoded;
  const records = split(decoded.value.text);
  if (!records.ok) return records;
  const [header, ...body] = records.value;
  if (!header) return refuse({ code: 'empty_file', message: 'The file is empty.', line: 1 });
  const columns = findColumns(header.record, header.line);
  if (!columns.ok) return columns;
  const told: Told = { problems: [], notes: [], doubts: [] };
  const read = body.flatMap((each) => readRow(each, header.record.length, columns.value, told) ?? []);
  const rows = withoutTwins(read, told.notes);
  told.problems.push(...repeats(rows, 'studentId', 'student_id'), ...repeats(rows, 'email', 'email'));
  if (body.length === 0)
    told.problems.push({
      code: 'empty_file',
      message: 'Below its header the file has no line.',
      line: header.line,
    });
  told.problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (told.problems.length > 0) return refuse(...told.problems);
  const doubts = [...told.doubts, ...shorterIds(rows)];
  return ok({ rows, encoding: decoded.value.encoding, notes: told.notes, doubts });
}

/** What is said of the lines while they are read. */
interface Told {
  readonly problems: Problem[];
  readonly notes: Problem[];
  readonly doubts: Problem[];
}

interface LinedRecord {
  readonly record: readonly string[];
  /** Line on which the record begins. */
  readonly line: number;
}

function split(given: string): Result<readonly LinedRecord[]> {
  const text = given.replace(/\r\n?/g, '\n'); // files pasted together mix line ends
  // A spreadsheet's `sep=;` says what divides the values; the header comes after it.
  const named = /^"?sep=([,;\t|])"?[,;\t| ]*\n/i.exec(text);
  const header = text.slice(named?.[0].length ?? 0);
  const firstLine = header.slice(0, header.search(/\n|$/));
  const delimiter = named?.[1] ?? [',', ';', '\t'].find((each) => firstLine.includes(each)) ?? ',';
  try {
    const parsed = parse(header, {
      delimiter,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true, // `="0123"`, and nicknames in quotation marks
      skip_empty_lines: true,
      raw: true,
    }) as unknown as {
      record: string[];
      raw: string;
      info: { lines: number };
    }[];
    return ok(
      parsed
        .map(({ record, raw, info }) => ({
          record,
          line: info.lines - (raw.trim().match(/\n/g)?.length ?? 0) + (named ? 1 : 0),
        }))
        .filter(({ record }) => record.some((value) => value.trim() !== '')),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (typeof error.lines === 'number' ? error.lines : 1) + (named ? 1 : 0);
    return refuse({
      code: 'bad_quoting',
      message: 'A quotation mark is not closed, or stands where none may stand.',
      line,
    });
  }
}

function findColumns(header: readonly string[], line: number): Result<ReadonlyMap<Column, number>> {
  const names = header.map((name) =>
    cleanIdentifier(name.normalize('NFKC'))
      .text.toLowerCase()
      .replace(/[ -]/g, '_')
      .replace(/^e_mail(_address)?$|^email_address$/, 'email'),
  );
  const found = new Map<Column, number>();
  const problems: Problem[] = [];
  for (const column of COLUMNS) {
    const index = names.indexOf(column);
    if (index >= 0) found.set(column, index);
    if (index >= 0 && names.indexOf(column, index + 1) >= 0) {
      problems.push({
        code: 'repeated_column',
        message: `The column ${column} stands there twice.`,
        line,
        field: column,
      });
    }
  }
  for (const column of ['student_id', 'name', 'email'] as const) {
    if (found.has(column)) continue;
    const message = `The first line must name the columns student_id, name, email and, if wanted, role; ${column} is missing.`;
    problems.push({
      code: 'missing_column',
      message,
      line,
      field: column,
      value: shown(header.join(',')),
    });
  }
  return problems.length > 0 ? refuse(...problems) : ok(found);
}

function readRow(
  { record, line }: LinedRecord,
  width: number,
  columns: ReadonlyMap<Column, number>,
  told: Told,
): RosterRow | null {
  const before = told.problems.length;
  const cell = (column: Column): string => record[columns.get(column) ?? -1]?.trim() ?? '';
  const say = (list: Problem[], code: string, field: Column, message: string): void =>
    void list.push({ code, message, line, field, value: shown(cell(field)) });
  const read = <T extends IdentityCell | null>(field: Column, result: Result<T>): T | null => {
    if (!result.ok) for (const { code, message } of result.problems) say(told.problems, code, field, message);
    if (!result.ok) return null;
    for (const note of result.value?.notes ?? []) say(told.notes, 'read_as', field, note);
    for (const doubt of result.value?.doubts ?? []) say(told.doubts, 'spreadsheet_damage', field, doubt);
    return result.value;
  };
  if (record.length !== width && !isPaddedTo(record, width)) {
    const message = `This line has ${record.length} values, the header ${width}. A value that holds a comma must stand in quotation marks.`;
    told.problems.push({ code: 'bad_width', message, line });
    return null;
  }
  const role = cell('role') === '' ? 'student' : ROLES.find((each) => each === cell('role').toLowerCase());
  if (!role) say(told.problems, 'bad_role', 'role', `The role must be one of ${ROLES.join(', ')}.`);
  const name = read('name', readName(cell('name')));
  const studentId = read('student_id', readStudentId(cell('student_id')));
  const email = read('email', readEmail(cell('email')));
  if (role === 'student' && cell('student_id') === '')
    say(told.problems, 'missing_student_id', 'student_id', 'A student needs a student ID.');
  if (role !== 'student' && cell('student_id') === '' && cell('email') === '') {
    say(
      told.problems,
      'missing_login',
      'email',
      'A student ID or an e-mail address is needed, to sign in with.',
    );
  }
  if (told.problems.length > before || !role || name === null) return null;
  return { line, studentId: studentId?.value ?? null, name: name.value, email: email?.value ?? null, role };
}

/** A spreadsheet's empty cells at the end of a line. */
function isPaddedTo(record: readonly string[], width: number): boolean {
  return record.length > width && record.slice(width).every((value) => value.trim() === '');
}

/** One row a person who stands there more than once in the same words, as an export by sections has them. */
function withoutTwins(rows: readonly RosterRow[], notes: Problem[]): readonly RosterRow[] {
  const first = new Map<string, number>();
  return rows.filter(({ line, studentId, name, email, role }) => {
    const key = JSON.stringify([studentId, name, email, role]);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, line);
    if (earlier === undefined) return true;
    const message = `The person of line ${earlier} once more, as in two sections; enrolled once.`;
    notes.push({ code: 'twin', line, field: 'student_id', message, value: studentId ?? email ?? name });
    return false;
  });
}

/** IDs of digits alone, shorter than nearly all others: their zeros may be lost. */
function shorterIds(rows: readonly RosterRow[]): Problem[] {
  const ids = rows.flatMap(({ line, studentId }) =>
    studentId && /^\d+$/.test(studentId) ? [{ line, studentId }] : [],
  );
  const longest = Math.max(0, ...ids.map(({ studentId }) => studentId.length));
  const short = ids.filter(({ studentId }) => studentId.length < longest);
  if (short.length === 0 || short.length * SHORT_IDS_SHARE > ids.length) return [];
  return short.map(({ line, studentId }) => ({
    code: 'spreadsheet_damage',
    line,
    field: 'student_id',
    value: studentId,
    message: `${studentId} is shorter than the other IDs: has a spreadsheet taken the zeros at its front?`,
  }));
}

function repeats(rows: readonly RosterRow[], key: 'studentId' | 'email', field: Column): Problem[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const value = row[key];
    if (value === null) return [];
    const line = first.get(value);
    if (line === undefined) {
      first.set(value, row.line);
      return [];
    }
    return [
      {
        code: 'repeated_person',
        message: `Line ${line} has the same ${field}; one account a person.`,
        line: row.line,
        field,
        value,
      },
    ];
  });
}

function shown(value: string): string {
  return value.length <= VALUE_SHOWN_MAX ? value : `${value.slice(0, VALUE_SHOWN_MAX)}…`;
}
