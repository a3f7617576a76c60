import { createHash } from 'node:crypto';
import { applyPlan, type Invitation } from '@/lib/identity/apply-roster';
import {
  accountsOfOthers,
  enterAsManager,
  type ManagedCourse,
  type Manager,
} from '@/lib/identity/manage-course';
import { planRoster, type KnownPerson, type RosterPlan } from '@/lib/identity/roster-plan.core';
import { parseRoster, type Roster, type RosterRow } from '@/lib/identity/roster.core';
import { db, isUniqueViolation, type Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

export interface RosterOptions {
  /** Takes students and auditors who are not in the file out of the course; staff stay. */
  readonly removeMissing?: boolean;
}

export interface RosterPreview extends RosterPlan {
  readonly encoding: Roster['encoding'];
  /** Names this very plan; give it to `applyRoster` so that nothing else than what was shown is done. */
  readonly fingerprint: string;
}

export interface RosterApplied {
  readonly plan: RosterPlan;
  /** Links for those who have no password yet, to hand out; they cannot be read again. */
  readonly invitations: readonly Invitation[];
}

/** What a roster file would change in a course; nothing is changed. `null` is the operator. */
export async function previewRoster(
  manager: Manager,
  courseSlug: string,
  bytes: Uint8Array,
  options: RosterOptions = {},
): Promise<Result<RosterPreview>> {
  const roster = parseRoster(bytes);
  if (!roster.ok) return roster;
  return db().$transaction(async (tx) => {
    const planned = await plan(tx, manager, courseSlug, roster.value.rows, options);
    if (!planned.ok) return planned;
    const { plan: found } = planned.value;
    return ok({ ...found, encoding: roster.value.encoding, fingerprint: fingerprintOf(found) });
  });
}

/** Makes the course's people what the file says, all or nothing. A second time it changes nothing. */
export async function applyRoster(
  manager: Manager,
  courseSlug: string,
  bytes: Uint8Array,
  options: RosterOptions & { readonly fingerprint?: string } = {},
): Promise<Result<RosterApplied>> {
  const roster = parseRoster(bytes);
  return roster.ok ? applyRows(manager, courseSlug, roster.value.rows, options) : roster;
}

/** The same for rows that come from elsewhere, as from a form. */
export async function applyRows(
  manager: Manager,
  courseSlug: string,
  rows: readonly RosterRow[],
  options: RosterOptions & { readonly fingerprint?: string },
): Promise<Result<RosterApplied>> {
  const attempt = (): Promise<Result<RosterApplied>> =>
    db().$transaction((tx) => applyIn(tx, manager, courseSlug, rows, options));
  try {
    return await attempt();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return attempt(); // another course added the same person meanwhile: now the account is there
  }
}

async function applyIn(
  tx: Tx,
  manager: Manager,
  courseSlug: string,
  rows: readonly RosterRow[],
  options: RosterOptions & { readonly fingerprint?: string },
): Promise<Result<RosterApplied>> {
  const planned = await plan(tx, manager, courseSlug, rows, options);
  if (!planned.ok) return planned;
  const { course, plan: found, others } = planned.value;
  if (options.fingerprint !== undefined && options.fingerprint !== fingerprintOf(found)) {
    const message = 'The course has changed since the preview. Look at the preview again.';
    return refuse({ code: 'roster_changed', message });
  }
  return ok({ plan: found, invitations: await applyPlan(tx, manager, course, found, others) });
}

async function plan(
  tx: Tx,
  manager: Manager,
  courseSlug: string,
  rows: readonly RosterRow[],
  options: RosterOptions,
): Promise<Result<{ course: ManagedCourse; plan: RosterPlan; others: ReadonlySet<string> }>> {
  const course = await enterAsManager(tx, manager, courseSlug);
  if (!course.ok) return course;
  const found = await findPeople(tx, course.value.courseId, rows);
  const others = await accountsOfOthers(
    tx,
    manager,
    found.map((person) => person.userId),
  );
  const people: KnownPerson[] = found.map((person) => ({
    ...person,
    mayChangeAccount: !others.has(person.userId),
  }));
  const planned = planRoster(rows, people, { removeMissing: options.removeMissing ?? false });
  return planned.ok ? ok({ course: course.value, plan: planned.value, others }) : planned;
}

async function findPeople(
  tx: Tx,
  courseId: string,
  rows: readonly RosterRow[],
): Promise<Omit<KnownPerson, 'mayChangeAccount'>[]> {
  const users = await tx.user.findMany({
    where: {
      OR: [
        { studentId: { in: rows.flatMap((row) => row.studentId ?? []) } },
        { email: { in: rows.flatMap((row) => row.email ?? []) } },
        { enrolments: { some: { courseId } } },
      ],
    },
    include: { enrolments: { where: { courseId } } },
    orderBy: { createdAt: 'asc' },
  });
  return users.map(({ id, studentId, email, name, enrolments: [enrolment] }) => ({
    userId: id,
    studentId,
    email,
    name,
    enrolment: enrolment ? { role: enrolment.role, isRemoved: enrolment.removedAt !== null } : null,
  }));
}

function fingerprintOf(plan: RosterPlan): string {
  const missing = plan.missing.map(({ userId, isRemoved }) => [userId, isRemoved]);
  return createHash('sha256')
    .update(JSON.stringify([plan.entries, missing]))
    .digest('base64url');
}
