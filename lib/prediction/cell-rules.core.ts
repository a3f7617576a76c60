import type { CellKind } from '@/lib/metrics/metric.types';

/** What is wrong with a cell: `code` for machines, `is` completes the sentence `Class "x" …`. */
export interface CellFault {
  readonly code: string;
  readonly is: string;
}

const WANTED: Readonly<Record<CellKind, string>> = {
  integer_label: 'an integer label (a whole number such as 7)',
  string_label: 'a label',
  real: 'a number',
  probability: 'a number from 0 to 1',
  ranking: 'labels separated by single spaces, best first',
  sequence: 'text',
  mask: 'a mask: pairs "start length" in ascending order, all separated by single spaces',
};

/** `inWords` of a problem list for a kind of cell. */
export function countOfBadCells(kind: CellKind): (count: number) => string {
  return (count) => `${count} ${count === 1 ? 'value is' : 'values are'} not ${WANTED[kind]}`;
}

const SCIENTIFIC = /^[+-]?\d+(\.\d*)?e[+-]?\d+$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const NOT_A_NUMBER = /^[+-]?(nan|inf|infinity|#n\/a|n\/a|na|null|none|#value!|#div\/0!)$/i;
const HEXADECIMAL = /^[+-]?0x[\da-f]+$/i;
const INTEGER = /^[+-]?\d+$/;
const REAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Longest integer label; longer ones are no class anybody has. */
const LABEL_DIGITS_MAX = 30;

/** Why this text is not a cell of the kind; null when it is one. */
export function cellFault(kind: CellKind, text: string): CellFault | null {
  if (kind === 'sequence') return null;
  if (kind === 'ranking') return rankingFault(text);
  if (kind === 'mask') return maskFault(text);
  if (text === '') return { code: 'value_empty', is: `is empty; expected ${WANTED[kind]}` };
  if (text.trim() !== text)
    return { code: 'value_blanks', is: 'has a blank before or after it; write it without' };
  if (kind === 'string_label') return null;
  const common = numberFault(kind, text);
  if (common) return common;
  return kind === 'integer_label' ? integerFault(text) : realFault(kind, text);
}

function numberFault(kind: CellKind, text: string): CellFault | null {
  const not = `is not ${WANTED[kind]}`;
  if (NOT_A_NUMBER.test(text))
    return {
      code: 'value_not_finite',
      is: `${not}; look for missing or infinite values in your predictions`,
    };
  if (HEXADECIMAL.test(text))
    return { code: 'value_hexadecimal', is: `${not}; write it in decimal: ${decimalOf(text)}` };
  if (DECIMAL_COMMA.test(text))
    return { code: 'value_decimal_comma', is: `${not}; write the decimal point as ".", not ","` };
  return null;
}

function decimalOf(hexadecimal: string): string {
  const digits = hexadecimal.replace(/^[+-]/, '');
  return `${hexadecimal.startsWith('-') ? '-' : ''}${BigInt(digits).toString()}`;
}

function integerFault(text: string): CellFault | null {
  const not = 'is not an integer label';
  if (SCIENTIFIC.test(text))
    return { code: 'value_spreadsheet', is: `${not}; did a spreadsheet reformat the file?` };
  if (INTEGER.test(text)) {
    if (text.length > LABEL_DIGITS_MAX)
      return { code: 'value_not_integer', is: `${not}: it has too many digits` };
    const plain = BigInt(text.replace(/^\+/, '')).toString();
    return plain === text
      ? null
      : { code: 'value_not_canonical', is: `${not} in its usual form; write ${plain}` };
  }
  if (/^[+-]?\d+\.0*$/.test(text)) {
    const whole = text.split('.')[0] ?? '';
    return {
      code: 'value_not_integer',
      is: `${not}; write ${whole}: make the predictions integers before saving, e.g. astype(int)`,
    };
  }
  return { code: 'value_not_integer', is: `is not ${WANTED.integer_label}` };
}

function realFault(kind: CellKind, text: string): CellFault | null {
  if (!REAL.test(text)) return { code: 'value_not_number', is: `is not ${WANTED[kind]}` };
  const value = Number(text);
  if (!Number.isFinite(value)) return { code: 'value_not_finite', is: 'is too large for a number' };
  if (kind === 'probability' && (value < 0 || value > 1))
    return { code: 'value_out_of_range', is: 'is outside 0 to 1, where probabilities are' };
  return null;
}

function rankingFault(text: string): CellFault | null {
  if (text === '' || /^\S+( \S+)*$/u.test(text)) return null;
  return { code: 'value_not_ranking', is: `is not ${WANTED.ranking}` };
}

function maskFault(text: string): CellFault | null {
  if (text === '') return null;
  const code = 'value_not_mask';
  if (!/^\d+( \d+)*$/.test(text)) return { code, is: `is not ${WANTED.mask}` };
  const numbers = text.split(' ').map(Number);
  if (numbers.length % 2 === 1)
    return { code, is: 'has a start without a length: the count of numbers is odd' };
  let end = 1;
  for (let i = 0; i < numbers.length; i += 2) {
    const [start = 0, length = 0] = numbers.slice(i, i + 2);
    if (start < 1 || length < 1)
      return { code, is: 'holds a start or length below 1; pixels are counted from 1' };
    if (start < end)
      return { code, is: `has runs that overlap or are not in ascending order (at start ${start})` };
    end = start + length;
    if (!Number.isSafeInteger(end)) return { code, is: 'holds a number that is too large' };
  }
  return null;
}
