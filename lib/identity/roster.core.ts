import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type { Role } from '@/lib/identity/access.core';
import { parseEmail, parsePersonName, parseStudentId } from '@/lib/identity/login.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

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
  readonly encoding: 'UTF-8' | 'Big5';
}

const COLUMNS = ['student_id', 'name', 'email', 'role'] as const;
type Column = (typeof COLUMNS)[number];
const ROLES: readonly Role[] = ['student', 'auditor', 'ta', 'instructor'];
const BYTES_MAX = 1_000_000;
const VALUE_SHOWN_MAX = 60;

/**
 * Reads `student_id,name,email,role`: columns in any order, others ignored, `role` empty or absent means student. UTF-8 with
 * or without byte order mark, or Big5 (code page 950, what a spreadsheet saves in Taiwan). Students need a student ID,
 * others a student ID or an e-mail address. Refused with every mistake, by line and field.
 */
export function parseRoster(bytes: Uint8Array): Result<Roster> {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const records = split(decoded.value.text);
  if (!records.ok) return records;
  const [header, ...body] = records.value;
  if (!header) return refuse({ code: 'empty_file', message: 'The file is empty.', line: 1 });
  const columns = findColumns(header.record);
  if (!columns.ok) return columns;
  const problems: Problem[] = [];
  const rows = body.flatMap((each) => readRow(each, header.record.length, columns.value, problems) ?? []);
  problems.push(...repeats(rows, 'studentId', 'student_id'), ...repeats(rows, 'email', 'email'));
  if (body.length === 0)
    problems.push({ code: 'empty_file', message: 'Below its header the file has no line.', line: 1 });
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return problems.length > 0 ? refuse(...problems) : ok({ rows, encoding: decoded.value.encoding });
}

function decode(bytes: Uint8Array): Result<{ text: string; encoding: Roster['encoding'] }> {
  if (bytes.length > BYTES_MAX) {
    return refuse({
      code: 'file_too_large',
      message: `A roster has at most ${BYTES_MAX / 1e6} MB; this file has ${(bytes.length / 1e6).toFixed(1)} MB.`,
    });
  }
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    return refuse({ code: 'utf16', message: 'The file is UTF-16. Save it again as "CSV UTF-8".', line: 1 });
  }
  if (bytes.includes(0)) {
    return refuse({
      code: 'not_text',
      message: 'This is not a text file. Save the sheet as CSV, not as a workbook.',
      line: 1,
    });
  }
  try {
    return ok({ text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' });
  } catch {
    // Not UTF-8: the other encoding it may be in is tried.
    const text = iconv.decode(Buffer.from(bytes), 'cp950');
    const damaged = text.split('\n').findIndex((line) => line.includes('\ufffd'));
    if (damaged < 0) return ok({ text, encoding: 'Big5' });
    const message = 'The file is neither UTF-8 nor Big5. Save it again as "CSV UTF-8".';
    return refuse({ code: 'bad_encoding', message, line: damaged + 1 });
  }
}

interface LinedRecord {
  readonly record: readonly string[];
  /** Line on which the record begins. */
  readonly line: number;
}

function split(given: string): Result<readonly LinedRecord[]> {
  const text = given.replace(/\r\n?/g, '\n'); // files pasted together mix line ends
  const firstLine = text.slice(0, text.search(/\n|$/));
  const delimiter = [',', ';', '\t'].find((each) => firstLine.includes(each)) ?? ',';
  try {
    const parsed = parse(text, {
      delimiter,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
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
          line: info.lines - (raw.trim().match(/\n/g)?.length ?? 0),
        }))
        .filter(({ record }) => record.some((value) => value.trim() !== '')),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    return refuse({
      code: 'bad_quoting',
      message: 'A quotation mark is not closed, or stands where none may stand.',
      line,
    });
  }
}

function findColumns(header: readonly string[]): Result<ReadonlyMap<Column, number>> {
  const names = header.map((name) => name.normalize('NFKC').trim().toLowerCase().replace(/[ -]/g, '_'));
  const found = new Map<Column, number>();
  const problems: Problem[] = [];
  for (const column of COLUMNS) {
    const index = names.indexOf(column);
    if (index >= 0) found.set(column, index);
    if (index >= 0 && names.indexOf(column, index + 1) >= 0) {
      problems.push({
        code: 'repeated_column',
        message: `The column ${column} stands there twice.`,
        line: 1,
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
      line: 1,
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
  problems: Problem[],
): RosterRow | null {
  const before = problems.length;
  const complain = (code: string, field: Column, message: string): void => {
    problems.push({ code, message, line, field, value: shown(cell(field)) });
  };
  const cell = (column: Column): string => record[columns.get(column) ?? -1]?.trim() ?? '';
  if (record.length !== width) {
    const message = `This line has ${record.length} values, the header ${width}. A value that holds a comma must stand in quotation marks.`;
    problems.push({ code: 'bad_width', message, line });
    return null;
  }
  const role = cell('role') === '' ? 'student' : ROLES.find((each) => each === cell('role').toLowerCase());
  const name = parsePersonName(cell('name'));
  const studentId = cell('student_id') === '' ? null : parseStudentId(cell('student_id'));
  const email = cell('email') === '' ? null : parseEmail(cell('email'));
  if (!role) complain('bad_role', 'role', `The role must be one of ${ROLES.join(', ')}.`);
  if (name === null) complain('bad_name', 'name', 'A name of 1 to 100 characters is needed.');
  if (/^\d(\.\d+)?e\+?\d+$/i.test(cell('student_id'))) {
    complain(
      'spreadsheet_damage',
      'student_id',
      'A spreadsheet has turned this student ID into a number. Format the column as text.',
    );
  } else if (cell('student_id') !== '' && studentId === null) {
    complain('bad_student_id', 'student_id', 'A student ID has 2 to 32 letters, digits, dots or hyphens.');
  }
  if (cell('email') !== '' && email === null)
    complain('bad_email', 'email', 'This is not an e-mail address.');
  if (role === 'student' && cell('student_id') === '')
    complain('missing_student_id', 'student_id', 'A student needs a student ID.');
  if (role !== 'student' && cell('student_id') === '' && cell('email') === '') {
    complain('missing_login', 'email', 'A student ID or an e-mail address is needed, to sign in with.');
  }
  return problems.length === before && role && name !== null ? { line, studentId, name, email, role } : null;
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
