import type { Role } from '@/lib/identity/access.core';
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
}

/** What a roster would do to a course. Refused with every contradiction between the file and the accounts there are. */
export function planRoster(
  rows: readonly RosterRow[],
  people: readonly KnownPerson[],
  options: { readonly removeMissing: boolean },
): Result<RosterPlan> {
  const byStudentId = indexBy(people, (person) => person.studentId);
  const byEmail = indexBy(people, (person) => person.email);
  const problems: Problem[] = [];
  const entries: RosterEntry[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const matched = match(row, byStudentId, byEmail);
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
  return problems.length > 0 ? refuse(...problems) : ok({ entries, missing });
}

/** Whether applying the plan would change anything. */
export function changesAnything(plan: RosterPlan): boolean {
  return (
    plan.entries.some((entry) => entry.action !== 'unchanged') ||
    plan.missing.some((person) => person.isRemoved)
  );
}

function match(
  row: RosterRow,
  byStudentId: ReadonlyMap<string, KnownPerson>,
  byEmail: ReadonlyMap<string, KnownPerson>,
): Result<KnownPerson | null> {
  const idOwner = row.studentId === null ? undefined : byStudentId.get(row.studentId);
  const emailOwner = row.email === null ? undefined : byEmail.get(row.email);
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
