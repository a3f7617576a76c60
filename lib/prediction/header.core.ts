import { suggestNames } from '@/lib/metrics/suggest.core';
import { CR, LF, textOf } from '@/lib/prediction/bytes.core';
import { shown } from '@/lib/prediction/problem-list.core';
import type { RowReader } from '@/lib/prediction/row-reader.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

/** A header is at most this long, and names at most so many columns. */
export const HEADER_BYTES_MAX = 1 << 16;
export const COLUMNS_MAX = 4096;

/** Whether the first line ends before `HEADER_BYTES_MAX`, or the file does. */
export function headerFits(bytes: Uint8Array): boolean {
  if (bytes.length <= HEADER_BYTES_MAX) return true;
  const beginning = bytes.subarray(0, HEADER_BYTES_MAX);
  return beginning.includes(LF) || beginning.includes(CR);
}

export function headerTooLong(): Problem {
  return {
    code: 'header_too_long',
    message: `The first line is longer than ${HEADER_BYTES_MAX} bytes; it has to be the names of the columns. Do the lines end?`,
    line: 1,
  };
}

/** The names in the row the reader has just read. */
export function namesOf(reader: RowReader): string[] {
  const names: string[] = [];
  for (let cell = 0; cell < Math.min(reader.cells, COLUMNS_MAX); cell++) {
    names.push(textOf(reader.source(cell), reader.start(cell), reader.end(cell)));
  }
  return names;
}

/** Where the columns stand that a competition asks for, by number from 0. */
export interface ColumnPlaces {
  readonly id: number;
  readonly targets: readonly number[];
  readonly names: readonly string[];
  /** Columns that weren't asked for and have no name. */
  readonly unnamed: readonly number[];
}

/**
 * Finds the id and target columns by their exact names, in any order. Refuses missing and repeated names, and, unless
 * `othersAllowed`, columns that weren't asked for; one without a name is left to the rows, where it has to be empty.
 */
export function placeColumns(
  names: readonly string[],
  wanted: readonly string[],
  othersAllowed: boolean,
): Result<ColumnPlaces> {
  const layout = wanted.join(',');
  if (/^sep=/i.test(names[0] ?? '')) return refuse(separatorLine(layout));
  if (names.length === 1 && wanted.length > 1) {
    const separated = otherSeparator(names[0] ?? '', layout);
    if (separated) return refuse(separated);
  }
  if (!names.some((name) => wanted.includes(name)) && names.some(looksLikeData))
    return refuse(noHeader(names, layout));
  const missing = wanted.filter((name) => !names.includes(name));
  const strangers = names.filter((name) => name !== '' && !wanted.includes(name));
  const problems = [
    ...missing.map((name) => missingColumn(name, names)),
    ...wanted
      .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
      .map((name) => repeatedColumn(name)),
  ];
  if (missing.length === 0 && !othersAllowed && strangers.length > 0)
    problems.push(extraColumns(strangers, layout));
  if (problems.length > 0) return refuse(...problems.slice(0, 10));
  const [id = '', ...targets] = wanted;
  return ok({
    id: names.indexOf(id),
    targets: targets.map((name) => names.indexOf(name)),
    names,
    unnamed: names.flatMap((name, place) => (name === '' && !wanted.includes('') ? [place] : [])),
  });
}

function separatorLine(layout: string): Problem {
  return {
    code: 'separator_line',
    message: `row 1: "sep=" is a line for Excel alone; delete it, so that the file begins with the header ${layout}`,
    line: 1,
    value: 'sep=',
  };
}

function otherSeparator(line: string, layout: string): Problem | null {
  const separator = [';', '\t', '|'].find((each) => line.includes(each));
  if (separator === undefined) return null;
  const name = separator === '\t' ? 'tabs' : `"${separator}"`;
  return {
    code: 'separator',
    message: `The columns are separated by ${name}; they have to be separated by commas, as in ${layout}. In pandas use to_csv(sep=","); a spreadsheet takes the separator from the language settings.`,
    line: 1,
    value: shown(line),
  };
}

function looksLikeData(name: string): boolean {
  return /^-?[\d.]+(e[+-]?\d+)?$/i.test(name.slice(0, 400));
}

function noHeader(names: readonly string[], layout: string): Problem {
  const line = shown(names.join(','));
  return {
    code: 'header_missing',
    message: `row 1: "${line}" looks like data; the first line has to be the header ${layout}`,
    line: 1,
    value: line,
  };
}

function missingColumn(name: string, names: readonly string[]): Problem {
  const list = names.slice(0, 8).map((each) => `"${shown(each)}"`);
  const same = names.find((each) => each.trim().toLowerCase() === name.trim().toLowerCase());
  const near = same ?? suggestNames(name, names)[0];
  const hint =
    near === undefined
      ? ''
      : ` Did you mean ${name} by "${shown(near)}"? Names have to match exactly, capitals included.`;
  return {
    code: 'column_missing',
    message: `row 1: there is no column ${name}; the file has ${list.join(', ')}${names.length > 8 ? ', …' : ''}.${hint}`,
    line: 1,
    field: name,
    ...(near === undefined ? {} : { value: shown(near) }),
  };
}

/** The names that programs give to the numbers of the rows. */
function isIndex(name: string): boolean {
  return /^(unnamed: ?\d+|index|level_\d+|row\.?names?|X|V1)$/i.test(name.trim());
}

function repeatedColumn(name: string): Problem {
  return {
    code: 'column_repeated',
    message: `row 1: the column ${name} is there more than once`,
    line: 1,
    field: name,
  };
}

function extraColumns(strangers: readonly string[], layout: string): Problem {
  const list = strangers.slice(0, 5).map((each) => `"${shown(each)}"`);
  const one = strangers.length === 1;
  const rest = strangers.length > 5 ? `, … (${strangers.length} in all)` : '';
  return {
    code: 'column_extra',
    message: `row 1: ${one ? 'the column' : 'the columns'} ${list.join(', ')}${rest} ${one ? 'is' : 'are'} not asked for; write only ${layout}${strangers.some(isIndex) ? '. It is an index: in pandas use to_csv(index=False), in R row.names = FALSE' : ''}`,
    line: 1,
    value: shown(strangers[0] ?? ''),
  };
}
