import iconv from 'iconv-lite';
import { parseEmail, parsePersonName, parseStudentId } from '@/lib/identity/login.core';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { cleanIdentifier, invisibleIn, nameOfCharacter } from '@/lib/platform/text/characters.core';

/** What a cell of a class list says of a person's identity. */
export interface IdentityCell {
  /** As stored. */
  readonly value: string;
  /** What was taken away or read differently than it stands there, in words; harmless. */
  readonly notes: readonly string[];
  /** What a person must look at before it is stored: it looks like a spreadsheet's damage. */
  readonly doubts: readonly string[];
}

const MISSING = /^(#?n\/a|na|nan|none|null|nil|-+|–|—|#(ref|value|name|num|null|div\/0)[!?]|#{3,})$/i;
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*';
const DATE = new RegExp(
  `^(\\d{1,2}[-/ ]${MONTH}([-/ ]\\d{2,4})?|${MONTH}[-/ ]\\d{1,4}|\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}|\\d{1,2}/\\d{1,2}/\\d{2,4})$`,
  'i',
);
/** Digits a spreadsheet keeps of a number. */
const EXACT_DIGITS = 15;

/** A student ID: refused where it can't be one or can't be known any more; null for an empty cell. */
export function readStudentId(given: string): Result<IdentityCell | null> {
  const { text, notes } = uncovered(given);
  if (text === '') return ok(null);
  if (MISSING.test(text)) return missing(text);
  if (/^\d+([.,]\d+)?e\+?\d+$/i.test(text) && /[.,+]/.test(text)) {
    const message = `A spreadsheet has turned this student ID into the number ${text}; its digits are lost. Format the column as text and enter it anew.`;
    return refuse({ code: 'spreadsheet_damage', message });
  }
  const { plain, doubt } = asNumber(text);
  const value = parseStudentId(plain);
  if (value === null) return refuse({ code: 'bad_student_id', message: notAnId(text) });
  const doubts = doubt ? [doubt] : damageOfId(value);
  return ok({ value, notes, doubts });
}

/** A number's clothes around an ID: `41147001.0` as pandas writes a column with a gap, `41,147,001`. */
function asNumber(text: string): { readonly plain: string; readonly doubt?: string } {
  const plain = /^\d+[.,]0+$/.test(text)
    ? text.replace(/[.,]0+$/, '')
    : /^\d{1,3}([,'’\u00a0 ]\d{3})+$/.test(text)
      ? text.replace(/\D/g, '')
      : text;
  if (plain === text) return { plain };
  return {
    plain,
    doubt: `${text} is a number, read as the student ID ${plain}. Zeros at its front may be lost.`,
  };
}

function damageOfId(id: string): string[] {
  if (DATE.test(id)) return [`${id} looks like a date: has a spreadsheet made one of the student ID?`];
  if (/^\d+e\d+$/.test(id)) return [`${id} can be read as a number with an exponent.`];
  if (/^(true|false)$/.test(id)) return [`${id} is a spreadsheet’s truth value.`];
  if (/^\d+$/.test(id) && id.length > EXACT_DIGITS && id.endsWith('0'))
    return [`${id} has more than ${EXACT_DIGITS} digits: a spreadsheet replaces the others by zeros.`];
  return [];
}

function notAnId(text: string): string {
  const rule = 'A student ID has 2 to 32 letters and digits, and among them . _ / -';
  const strange = [...new Set(text.normalize('NFKC').match(/[^a-z0-9._/-]/giu) ?? [])].slice(0, 3);
  return strange.length > 0
    ? `${rule}; this one holds ${strange.map(nameOfCharacter).join(', ')}.`
    : `${rule}.`;
}

/** An address, without `mailto:`, a name before `<…>` and the mark after it; null for an empty cell. */
export function readEmail(given: string): Result<IdentityCell | null> {
  const { text, notes: removed } = uncovered(given);
  if (text === '') return ok(null);
  if (MISSING.test(text)) return missing(text);
  const bare = text
    .replace(/[;,.]+$/, '')
    .replace(/^[^<>]*<([^<>\s]+)>$/, '$1')
    .replace(/^mailto:([^?]*)(\?.*)?$/i, '$1');
  const notes = bare === text ? removed : [...removed, `Read ${bare} from ${text}.`];
  const value = parseEmail(bare);
  if (value === null) return refuse({ code: 'bad_email', message: notAnAddress(bare) });
  const foreign = [...new Set(value.match(/[^\p{ASCII}]/gu) ?? [])].map(nameOfCharacter);
  const doubts =
    foreign.length > 0 ? [`${value} holds ${foreign.join(', ')}, which may look like another letter.`] : [];
  return ok({ value, notes, doubts });
}

function notAnAddress(text: string): string {
  if ((text.match(/@/g) ?? []).length > 1) return 'This is more than one e-mail address; keep one.';
  const invisible = invisibleIn(text).map(nameOfCharacter);
  if (invisible.length > 0)
    return `This is not an e-mail address: it holds ${invisible.join(', ')}. Type it anew.`;
  return 'This is not an e-mail address.';
}

/** A name. Refused when nothing is left of it or it is too long. */
export function readName(given: string): Result<IdentityCell> {
  const value = parsePersonName(given);
  if (value === null)
    return refuse({ code: 'bad_name', message: 'A name of 1 to 100 characters is needed.' });
  const hidden = invisibleIn(given.trim()).filter((char) => !/[\p{Z}\t\r\n]/u.test(char));
  return ok({ value, notes: removedNote(hidden), doubts: damageOfName(value, given) });
}

function damageOfName(name: string, given: string): string[] {
  const meant = meantBy(given);
  if (meant !== null) return [`${name} was read in another encoding and saved again; ${meant} may be meant.`];
  if (name.includes('\ufffd') || /\?{2,}|\p{L}\?\p{L}/u.test(name))
    return [`${name} has lost letters: the file was saved in an encoding that has not got them.`];
  if (/^(#N\/A|NaN|nan|NULL|null|None|none|#{3,}|#(REF|VALUE|NAME)[!?])$/.test(name))
    return [`${name} is what programs write where nothing is.`];
  if (name.includes('@')) return [`${name} is an address: is this the name’s column?`];
  if (/^[\d.,e+-]+$/i.test(name)) return [`${name} is a number: is this the name’s column?`];
  if (/&(#\d+|#x[\da-f]+|[a-z]{2,8});/i.test(name)) return [`${name} holds a character written for HTML.`];
  return [];
}

/** `GarcÃ­a` for `García`: the text as Windows-1252 has the bytes of UTF-8. Returns what was meant, else null. */
function meantBy(given: string): string | null {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(given)) return null;
  const bytes = iconv.encode(given, 'windows-1252');
  if (iconv.decode(bytes, 'windows-1252') !== given) return null;
  try {
    return parsePersonName(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null; // not UTF-8: the letters are meant
  }
}

function missing(text: string): Result<never> {
  const message = `“${text}” stands for a missing value. Leave the cell empty, or enter the value.`;
  return refuse({ code: 'missing_value', message });
}

/** Without invisible characters, and without what spreadsheets put around text: `="0123"`, `'0123`. */
function uncovered(given: string): { readonly text: string; readonly notes: readonly string[] } {
  const { text: clean, removed } = cleanIdentifier(given);
  const text = clean
    .replace(/^="([^"]*)"$/, '$1')
    .replace(/^['’](?=[^'’]+$)/, '')
    .trim();
  const notes = [...removedNote(removed), ...(text === clean ? [] : [`Read ${text} from ${clean}.`])];
  return { text, notes };
}

function removedNote(characters: readonly string[]): string[] {
  return characters.length > 0 ? [`Without ${characters.map(nameOfCharacter).join(', ')}.`] : [];
}
