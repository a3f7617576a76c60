import type { Role } from '@/lib/identity/roles.core';
import type { RosterRow } from '@/lib/identity/roster.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

/** An account the file may mean, or that is in the course. */
export interface KnownPerson {
  readonly userId: string;
  readonly studentId: string | null;
  readonly email: string | null;
  readonly name: string;
  /** In the course of the roster; `isRemoved`: was once. null: never. */
  readonly enrolment: { readonly role: Role; readonly isRemoved: boolean } | null;
  /** Whether the importer may change the account itself, and not only its place in this course. */
  readonly mayChangeAccount: boolean;
}

export interface FieldChange {
  readonly field: 'student_id' | 'name' | 'email' | 'role';
  readonly from: string | null;
  readonly to: string;
}

export interface RosterEntry {
  readonly line: number;
  readonly action: 'add' | 'restore' | 'change' | 'unchanged';
  /** null: an account is made. */
  readonly userId: string | null;
  readonly studentId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** Old and new of what changes. */
  readonly changes: readonly FieldChange[];
  /** Where the file differs and the account stays as it is, because it belongs to other courses too. */
  readonly kept: readonly FieldChange[];
}

export interface MissingPerson {
  readonly userId: string;
  readonly studentId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** Only when asked for, and never staff. */
  readonly isRemoved: boolean;
}

export interface RosterPlan {
  readonly entries: readonly RosterEntry[];
  /** In the course and not in the file. */
  readonly missing: readonly MissingPerson[];
  /** Identities that change, or look damaged: a person must look at them and say yes before anything is done. */
  readonly doubts: readonly Problem[];
}

/** More names or addresses than this part of those in the file that are known, and two at least: a column is damaged. */
const MANY_CHANGES_SHARE = 0.2;
const MANY_CHANGES = 6;

/**
 * What a roster would do to a course. `doubts`: what its reader found, by line; those about people who stay as they are go away.
 * Refused with every contradiction between the file and the accounts there are.
 */
export function planRoster(
  rows: readonly RosterRow[],
  people: readonly KnownPerson[],
  options: { readonly removeMissing: boolean; readonly doubts?: readonly Problem[] },
): Result<RosterPlan> {
  const known = indexPeople(rows, people);
  const problems: Problem[] = [];
  const entries: RosterEntry[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const matched = match(row, known);
    if (!matched.ok) {
      problems.push(...matched.problems);
      continue;
    }
    const person = matched.value;
    const earlier = person ? seen.get(person.userId) : undefined;
    if (earlier !== undefined) {
      problems.push(
        complaint(row, 'repeated_person', 'student_id', `This is the person of line ${earlier}.`),
      );
      continue;
    }
    if (person) seen.set(person.userId, row.line);
    entries.push(
      person ? entryOfKnown(row, person) : { ...row, action: 'add', userId: null, changes: [], kept: [] },
    );
  }
  const missing = people.flatMap((person) => missingOf(person, seen, options.removeMissing) ?? []);
  problems.push(...lastInstructor(people, entries, missing));
  if (problems.length > 0) return refuse(...problems);
  return ok({ entries, missing, doubts: doubtsOf(entries, known, options.doubts ?? []) });
}

function doubtsOf(entries: readonly RosterEntry[], known: Known, read: readonly Problem[]): Problem[] {
  const touched = new Set(entries.flatMap(({ line, action }) => (action === 'unchanged' ? [] : [line])));
  const renamed = entries.flatMap((entry) =>
    entry.changes.flatMap(({ field, from, to }) =>
      field === 'student_id' && from !== null
        ? [doubt(entry, field, to, `The student ID of ${entry.name} changes from ${from} to ${to}.`)]
        : [],
    ),
  );
  return [
    ...read.filter(({ line }) => line === undefined || touched.has(line)),
    ...renamed,
    ...manyChanges(entries),
    ...lostZeros(entries, known),
  ].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function manyChanges(entries: readonly RosterEntry[]): Problem[] {
  const before = entries.filter(({ userId }) => userId !== null).length;
  return (['name', 'email'] as const).flatMap((field) => {
    const changed = entries.filter(({ changes }) =>
      changes.some((change) => change.field === field && change.from !== null),
    );
    const isMany = changed.length >= 2 && changed.length > before * MANY_CHANGES_SHARE;
    if (!isMany && changed.length < MANY_CHANGES) return [];
    const what = field === 'name' ? 'names' : 'addresses';
    const message = `The ${what} of ${changed.length} of ${before} people change. Is each beside the right student ID?`;
    return [{ code: 'many_changes', field, message }];
  });
}

/** A new person with an ID that is somebody's without the zeros at its front. */
function lostZeros(entries: readonly RosterEntry[], known: Known): Problem[] {
  return entries.flatMap((entry) => {
    const owner = entry.userId === null && entry.studentId && known.byShortId.get(entry.studentId);
    if (!owner) return [];
    const message = `${entry.studentId} is ${owner.studentId} (${owner.name}) without the zeros at its front.`;
    return [doubt(entry, 'student_id', entry.studentId ?? '', message)];
  });
}

function doubt(entry: RosterEntry, field: FieldChange['field'], value: string, message: string): Problem {
  return { code: 'identity_changes', line: entry.line, field, value, message };
}

/** Whether applying the plan would change anything. */
export function changesAnything(plan: RosterPlan): boolean {
  return (
    plan.entries.some((entry) => entry.action !== 'unchanged') ||
    plan.missing.some((person) => person.isRemoved)
  );
}

interface Known {
  readonly byStudentId: ReadonlyMap<string, KnownPerson>;
  readonly byEmail: ReadonlyMap<string, KnownPerson>;
  /** By the student ID without zeros at its front, where it has some. */
  readonly byShortId: ReadonlyMap<string, KnownPerson>;
  /** Who the file names by student ID and gives another address: theirs is free for others. */
  readonly givesUpEmail: ReadonlySet<string>;
}

function indexPeople(rows: readonly RosterRow[], people: readonly KnownPerson[]): Known {
  const byStudentId = indexBy(people, (person) => person.studentId);
  const byShortId = indexBy(people, ({ studentId }) =>
    studentId !== null && /^0+\d+$/.test(studentId) ? studentId.replace(/^0+/, '') : null,
  );
  const givesUpEmail = rows.flatMap((row) => {
    const person = row.studentId === null ? undefined : byStudentId.get(row.studentId);
    return person?.mayChangeAccount && row.email !== null && row.email !== person.email
      ? [person.userId]
      : [];
  });
  return {
    byStudentId,
    byEmail: indexBy(people, (person) => person.email),
    byShortId,
    givesUpEmail: new Set(givesUpEmail),
  };
}

function match(row: RosterRow, { byStudentId, byEmail, givesUpEmail }: Known): Result<KnownPerson | null> {
  const idOwner = row.studentId === null ? undefined : byStudentId.get(row.studentId);
  const found = row.email === null ? undefined : byEmail.get(row.email);
  const emailOwner = found && found !== idOwner && givesUpEmail.has(found.userId) ? undefined : found;
  if (idOwner && emailOwner && idOwner !== emailOwner) {
    return refuse(
      complaint(
        row,
        'two_accounts',
        'email',
        `The student ID ${row.studentId} and this address belong to two accounts.`,
      ),
    );
  }
  const person = idOwner ?? emailOwner;
  if (!person) return ok(null);
  const changesId = row.studentId !== null && person.studentId !== row.studentId;
  if (changesId && !person.mayChangeAccount) {
    const message =
      'This address belongs to an account without this student ID that is not yours to change; ask whoever runs this site.';
    return refuse(complaint(row, 'not_your_account', 'email', message));
  }
  return ok(person);
}

function entryOfKnown(row: RosterRow, person: KnownPerson): RosterEntry {
  const account = differences(row, person);
  const { enrolment } = person;
  const isIn = enrolment !== null && !enrolment.isRemoved;
  const role: FieldChange[] =
    isIn && enrolment.role !== row.role ? [{ field: 'role', from: enrolment.role, to: row.role }] : [];
  const changes = [...(person.mayChangeAccount ? account : []), ...role];
  const known = { studentId: person.studentId, name: person.name, email: person.email };
  const after = person.mayChangeAccount
    ? { studentId: row.studentId ?? known.studentId, name: row.name, email: row.email ?? known.email }
    : known;
  return {
    line: row.line,
    action:
      enrolment === null
        ? 'add'
        : enrolment.isRemoved
          ? 'restore'
          : changes.length > 0
            ? 'change'
            : 'unchanged',
    userId: person.userId,
    ...after,
    role: row.role,
    changes,
    kept: person.mayChangeAccount ? [] : account,
  };
}

/** What the file does not say (an empty cell) stays as it is. */
function differences(row: RosterRow, person: KnownPerson): FieldChange[] {
  const changes: FieldChange[] = [];
  if (row.studentId !== null && row.studentId !== person.studentId) {
    changes.push({ field: 'student_id', from: person.studentId, to: row.studentId });
  }
  if (row.name !== person.name) changes.push({ field: 'name', from: person.name, to: row.name });
  if (row.email !== null && row.email !== person.email)
    changes.push({ field: 'email', from: person.email, to: row.email });
  return changes;
}

function missingOf(
  person: KnownPerson,
  seen: ReadonlyMap<string, number>,
  removeMissing: boolean,
): MissingPerson | null {
  const { enrolment, userId, studentId, name, email } = person;
  if (enrolment === null || enrolment.isRemoved || seen.has(userId)) return null;
  const isStaff = enrolment.role === 'ta' || enrolment.role === 'instructor';
  return { userId, studentId, name, email, role: enrolment.role, isRemoved: removeMissing && !isStaff };
}

function lastInstructor(
  people: readonly KnownPerson[],
  entries: readonly RosterEntry[],
  missing: readonly MissingPerson[],
): Problem[] {
  const before = people.filter(
    (person) => person.enrolment?.role === 'instructor' && !person.enrolment.isRemoved,
  );
  const after =
    entries.some((entry) => entry.role === 'instructor') ||
    missing.some((person) => person.role === 'instructor');
  if (before.length === 0 || after) return [];
  const line = entries.find((entry) => entry.userId === before[0]?.userId)?.line;
  const message = 'A course keeps at least one instructor; this would leave it without.';
  return [{ code: 'last_instructor', message, field: 'role', ...(line === undefined ? {} : { line }) }];
}

function complaint(row: RosterRow, code: string, field: 'student_id' | 'email', message: string): Problem {
  const value = field === 'email' ? row.email : row.studentId;
  return { code, message, line: row.line, field, ...(value === null ? {} : { value }) };
}

function indexBy(
  people: readonly KnownPerson[],
  key: (person: KnownPerson) => string | null,
): ReadonlyMap<string, KnownPerson> {
  return new Map(
    people.flatMap((person) => {
      const value = key(person);
      return value === null ? [] : [[value, person] as const];
    }),
  );
}
