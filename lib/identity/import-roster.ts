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
  /** The file's encoding, where it is neither UTF-8 nor UTF-16: what a person chose among those that were shown. */
  readonly encoding?: string;
}

/** How a plan is carried out. */
export interface ApplyOptions extends RosterOptions {
  /** Of the preview. */
  readonly fingerprint?: string;
  /** Somebody has looked at the plan's doubts and said yes to them. */
  readonly acceptDoubts?: boolean;
}

export interface RosterPreview extends RosterPlan, Pick<Roster, 'encoding' | 'notes'> {
  /** Names this very plan; give it to `applyRoster` so that nothing else than what was shown is done. */
  readonly fingerprint: string;
}

type RosterRows = Pick<Roster, 'rows' | 'doubts'>;

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
  const roster = parseRoster(bytes, options.encoding);
  if (!roster.ok) return roster;
  const { rows, doubts, notes, encoding } = roster.value;
  return db().$transaction(async (tx) => {
    const planned = await plan(tx, manager, courseSlug, { rows, doubts }, options);
    if (!planned.ok) return planned;
    const { plan: found } = planned.value;
    return ok({ ...found, encoding, notes, fingerprint: fingerprintOf(found) });
  });
}

/**
 * Makes the course's people what the file says, all or nothing. A second time it changes nothing. Refused with the plan's doubts
 * until they are accepted.
 */
export async function applyRoster(
  manager: Manager,
  courseSlug: string,
  bytes: Uint8Array,
  options: ApplyOptions = {},
): Promise<Result<RosterApplied>> {
  const roster = parseRoster(bytes, options.encoding);
  return roster.ok ? applyRows(manager, courseSlug, roster.value, options) : roster;
}

/** The same for rows that come from elsewhere, as from a form. */
export async function applyRows(
  manager: Manager,
  courseSlug: string,
  given: RosterRows,
  options: ApplyOptions,
): Promise<Result<RosterApplied>> {
  const attempt = (): Promise<Result<RosterApplied>> =>
    db().$transaction((tx) => applyIn(tx, manager, courseSlug, given, options));
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
  given: RosterRows,
  options: ApplyOptions,
): Promise<Result<RosterApplied>> {
  const planned = await plan(tx, manager, courseSlug, given, options);
  if (!planned.ok) return planned;
  const { course, plan: found, others } = planned.value;
  if (options.fingerprint !== undefined && options.fingerprint !== fingerprintOf(found)) {
    const message = 'The course has changed since the preview. Look at the preview again.';
    return refuse({ code: 'roster_changed', message });
  }
  if (found.doubts.length > 0 && options.acceptDoubts !== true) {
    const message = 'Nothing was changed: look at these first, and say yes to them if they are meant.';
    return refuse({ code: 'roster_doubts', message }, ...found.doubts);
  }
  return ok({ plan: found, invitations: await applyPlan(tx, manager, course, found, others) });
}

async function plan(
  tx: Tx,
  manager: Manager,
  courseSlug: string,
  given: RosterRows,
  options: RosterOptions,
): Promise<Result<{ course: ManagedCourse; plan: RosterPlan; others: ReadonlySet<string> }>> {
  const course = await enterAsManager(tx, manager, courseSlug);
  if (!course.ok) return course;
  const found = await findPeople(tx, course.value.courseId, given.rows);
  const others = await accountsOfOthers(
    tx,
    manager,
    found.map((person) => person.userId),
  );
  const people: KnownPerson[] = found.map((person) => ({
    ...person,
    mayChangeAccount: !others.has(person.userId),
  }));
  const planned = planRoster(given.rows, people, {
    removeMissing: options.removeMissing ?? false,
    doubts: given.doubts,
  });
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
    .update(JSON.stringify([plan.entries, missing, plan.doubts]))
    .digest('base64url');
}
