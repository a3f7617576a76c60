import unhomoglyph from 'unhomoglyph';
import type { Role } from '@/lib/identity/roles.core';
import { withoutInvisible } from '@/lib/identity/login.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Longest name, in code points; for students: of what follows `<student ID>_`. */
export const DISPLAY_NAME_MAX = 40;

/** Marks stacked on one letter; more of them climb over the lines around. */
const MARKS_MAX = 3;

export interface DisplayNameOwner {
  readonly role: Role;
  /** As stored, lower case. */
  readonly studentId: string | null;
  readonly name: string;
}

export interface DisplayName {
  readonly displayName: string;
  /** What two names of a course must not share. */
  readonly displayNameKey: string;
}

/**
 * A name as it will be shown, or why it is refused. Students: `<student ID>_<anything>`; everybody else: free, but not
 * beginning with a student ID of the course (`studentIds`), in look-alike letters neither. Invisible characters are
 * removed, compatibility forms folded (NFKC).
 */
export function checkDisplayName(
  wanted: string,
  owner: DisplayNameOwner,
  studentIds: readonly string[],
): Result<DisplayName> {
  const name = clean(wanted);
  if (owner.role === 'student') return studentName(name, owner.studentId ?? '');
  const length = [...name].length;
  if (length < 1 || length > DISPLAY_NAME_MAX) return badLength();
  const key = displayNameKey(name);
  if (studentIds.some((id) => key.startsWith(displayNameKey(id)))) {
    return refuse({
      code: 'display_name_has_student_id',
      field: 'displayName',
      message:
        'Only students have a student ID in their display name; choose one that does not begin with one.',
    });
  }
  return ok({ displayName: name, displayNameKey: key });
}

function studentName(name: string, studentId: string): Result<DisplayName> {
  const prefix = `${studentId}_`;
  if (studentId === '' || name.slice(0, prefix.length).toLowerCase() !== prefix) {
    return refuse({
      code: 'display_name_without_student_id',
      field: 'displayName',
      message: `A student's display name is the student ID, an underscore, and anything: ${prefix}…`,
    });
  }
  const rest = name.slice(prefix.length).trim();
  const length = [...rest].length;
  if (length < 1 || length > DISPLAY_NAME_MAX) return badLength();
  const displayName = prefix + rest;
  return ok({ displayName, displayNameKey: displayNameKey(displayName) });
}

function badLength(): Result<never> {
  return refuse({
    code: 'display_name_length',
    field: 'displayName',
    message: `Use 1 to ${DISPLAY_NAME_MAX} visible characters (after the student ID, for students).`,
  });
}

function clean(value: string): string {
  const marks = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, 'gu');
  return withoutInvisible(value.normalize('NFKC')).replace(marks, '$1');
}

/**
 * Two names with one key look alike: the skeleton of Unicode Technical Standard 39 (section 4, confusables.txt), folded
 * for case. Folding and look-alikes are taken in turn, since each opens the other's way (І → I → l, M → m → rn); i and l
 * become one because capital I is the look-alike of l and the capital of i.
 */
export function displayNameKey(name: string): string {
  let key = clean(name);
  for (let turn = 0; turn < 2; turn += 1) key = unhomoglyph(key).toLowerCase();
  return unhomoglyph(key).normalize('NFKC').toLowerCase().replaceAll('i', 'l');
}

/**
 * The name a person has until they choose one: `<student ID>_<name>`, or the name alone. Where the key is taken, a number
 * is added; `isTaken` answers for one key.
 */
export function defaultDisplayName(owner: DisplayNameOwner, isTaken: (key: string) => boolean): DisplayName {
  const prefix = owner.role === 'student' && owner.studentId ? `${owner.studentId}_` : '';
  const base =
    [...clean(owner.name)]
      .slice(0, DISPLAY_NAME_MAX - 4)
      .join('')
      .trim() || 'person';
  const plain =
    prefix === '' && owner.studentId && displayNameKey(base).startsWith(displayNameKey(owner.studentId))
      ? 'person'
      : base;
  for (let number = 1; ; number += 1) {
    const displayName = prefix + (number === 1 ? plain : `${plain} ${number}`);
    const key = displayNameKey(displayName);
    if (!isTaken(key)) return { displayName, displayNameKey: key };
  }
}
