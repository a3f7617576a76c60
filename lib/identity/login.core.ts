import { cleanIdentifier } from '@/lib/platform/text/characters.core';

/** Student IDs, e-mail addresses and names as they are stored and compared. */

const STUDENT_ID = /^[a-z0-9][a-z0-9._/-]{1,31}$/;
/** Deliberately loose: one @, no blanks, a dot in the domain. Whether it exists only a message can tell. */
const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/;
const EMAIL_MAX = 254; // RFC 5321, 4.5.3.1.3
const NAME_MAX = 100;

/** What a person types to sign in, comparable: without invisible characters, Unicode NFKC, trimmed, lower case. */
export function normaliseLogin(value: string): string {
  return cleanIdentifier(value).text.normalize('NFKC').trim().toLowerCase();
}

/** The student ID as stored (lower case), or null when it cannot be one: 2 to 32 of `a-z 0-9 . _ / -`. */
export function parseStudentId(value: string): string | null {
  const id = normaliseLogin(value);
  return STUDENT_ID.test(id) ? id : null;
}

/** A student ID as part of a file's name, where no `/` may stand. */
export function studentIdInFileName(studentId: string): string {
  return studentId.replaceAll('/', '-');
}

/** The address as stored (lower case), or null when it cannot be one. */
export function parseEmail(value: string): string | null {
  const email = normaliseLogin(value);
  return email.length <= EMAIL_MAX && EMAIL.test(email) && !/[\p{C}\ufffd]/u.test(email) ? email : null;
}

/** A person's name: NFC, without invisible characters, single blanks; null when nothing or too much is left. */
export function parsePersonName(value: string): string | null {
  const name = withoutInvisible(value.normalize('NFC'));
  return name !== '' && [...name].length <= NAME_MAX ? name : null;
}

/**
 * Removes what takes no room or turns the reading direction (control, format, zero-width, bidi, unassigned, private use:
 * Unicode's Default_Ignorable_Code_Point, Cc, Cf, Cs, Co, Cn, and the blank Braille cell), and folds blanks into one space.
 */
export function withoutInvisible(value: string): string {
  return value
    .replace(/[\p{Z}\t\r\n]+/gu, ' ')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2800]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}
