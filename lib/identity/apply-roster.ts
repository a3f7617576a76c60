import { randomUUID } from 'node:crypto';
import type { Role } from '@/lib/identity/roles.core';
import { boardsFollow } from '@/lib/identity/boards-follow';
import { defaultDisplayName } from '@/lib/identity/display-name.core';
import { enrol } from '@/lib/identity/enrol';
import type { ManagedCourse, Manager } from '@/lib/identity/manage-course';
import { changesAnything, type RosterEntry, type RosterPlan } from '@/lib/identity/roster-plan.core';
import { makeInvitations } from '@/lib/identity/secret-link';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import type { Tx } from '@/lib/platform/database/client';

export interface Invitation {
  readonly userId: string;
  readonly studentId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** Path of the page that sets a password, with the secret in it. */
  readonly path: string;
}

/** An entry whose account exists by now. */
type Settled = RosterEntry & { readonly userId: string };

/**
 * Carries out a plan in the transaction it was made in. `others` are accounts the manager may not change; for them no link is
 * made. Returns the invitations of who came (back) in and has no password yet.
 */
export async function applyPlan(
  tx: Tx,
  manager: Manager,
  course: ManagedCourse,
  plan: RosterPlan,
  others: ReadonlySet<string>,
): Promise<readonly Invitation[]> {
  if (!changesAnything(plan)) return [];
  const { courseId } = course;
  const settled: readonly Settled[] = plan.entries.map((entry) => ({
    ...entry,
    userId: entry.userId ?? randomUUID(),
  }));
  await changeAccounts(
    tx,
    settled.filter((_, index) => plan.entries[index]?.userId !== null),
    courseId,
  );
  await makeAccounts(
    tx,
    settled.filter((_, index) => plan.entries[index]?.userId === null),
  );
  await addAll(
    tx,
    courseId,
    settled.filter((entry) => entry.action === 'add'),
  );
  for (const entry of settled.filter(needsEnrolment))
    await enrol(tx, courseId, { ...entry, id: entry.userId }, entry.role);
  await endSessions(
    tx,
    settled.filter(changesRole).map((entry) => entry.userId),
  );
  await removeAll(
    tx,
    courseId,
    plan.missing.filter((person) => person.isRemoved).map((person) => person.userId),
  );
  await boardsFollow(tx, courseId);
  const came = settled.filter((entry) => entry.action === 'add' || entry.action === 'restore');
  const invitations = await invite(
    tx,
    came.filter((entry) => !others.has(entry.userId)),
  );
  await writeAudit(tx, manager, course, plan);
  return invitations;
}

const changesRole = (entry: RosterEntry): boolean => entry.changes.some((change) => change.field === 'role');

function needsEnrolment(entry: RosterEntry): boolean {
  return entry.action === 'restore' || (entry.action === 'change' && changesRole(entry));
}

async function makeAccounts(tx: Tx, entries: readonly Settled[]): Promise<void> {
  await tx.user.createMany({
    data: entries.map(({ userId, studentId, name, email }) => ({ id: userId, studentId, name, email })),
  });
}

async function changeAccounts(tx: Tx, entries: readonly Settled[], courseId: string): Promise<void> {
  // Two people may change addresses with each other: both are free before one is taken.
  const moving = entries.filter(({ changes }) =>
    changes.some(({ field, from }) => field === 'email' && from !== null),
  );
  await tx.user.updateMany({
    where: { id: { in: moving.map((entry) => entry.userId) } },
    data: { email: null },
  });
  for (const { userId, studentId, name, email, role, changes } of entries) {
    if (!changes.some((change) => change.field !== 'role')) continue;
    await tx.user.update({ where: { id: userId }, data: { studentId, name, email } });
    if (!changes.some((change) => change.field === 'student_id')) continue;
    // A student's display name begins with the student ID, in every course.
    const enrolments = await tx.enrolment.findMany({ where: { userId, removedAt: null } });
    for (const enrolment of enrolments) {
      const roleThere = enrolment.courseId === courseId ? role : enrolment.role;
      await enrol(tx, enrolment.courseId, { id: userId, studentId, name }, roleThere);
      await boardsFollow(tx, enrolment.courseId);
    }
  }
}

/** Many at once: a course of a thousand is one statement, not a thousand. */
async function addAll(tx: Tx, courseId: string, entries: readonly Settled[]): Promise<void> {
  const enrolments = await tx.enrolment.findMany({ where: { courseId }, select: { displayNameKey: true } });
  const taken = new Set(enrolments.map((each) => each.displayNameKey));
  const data = entries.map((entry) => {
    const named = defaultDisplayName(entry, (key) => taken.has(key));
    taken.add(named.displayNameKey);
    return { courseId, userId: entry.userId, role: entry.role, ...named };
  });
  await tx.enrolment.createMany({ data });
}

async function endSessions(tx: Tx, userIds: readonly string[]): Promise<void> {
  await tx.user.updateMany({ where: { id: { in: [...userIds] } }, data: { sessionEpoch: { increment: 1 } } });
}

async function removeAll(tx: Tx, courseId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  const removedAt = await databaseNow(tx);
  await tx.enrolment.updateMany({ where: { courseId, userId: { in: [...userIds] } }, data: { removedAt } });
}

async function invite(tx: Tx, entries: readonly Settled[]): Promise<readonly Invitation[]> {
  const without = await tx.user.findMany({
    where: {
      id: { in: entries.map((entry) => entry.userId) },
      passwordHash: null,
      externalIdentities: { none: {} },
      disabledAt: null,
    },
    select: { id: true },
  });
  const ids = new Set(without.map((user) => user.id));
  const links = await makeInvitations(tx, [...ids]);
  const paths = new Map(links.map((link) => [link.userId, `/invitation/${link.token}`]));
  return entries.flatMap(({ userId, studentId, name, email, role }) => {
    const path = paths.get(userId);
    return path === undefined ? [] : [{ userId, studentId, name, email, role, path }];
  });
}

async function writeAudit(tx: Tx, manager: Manager, course: ManagedCourse, plan: RosterPlan): Promise<void> {
  const count = (action: RosterEntry['action']): number =>
    plan.entries.filter((entry) => entry.action === action).length;
  const removed = plan.missing.filter((person) => person.isRemoved);
  await audit(tx, {
    actorId: manager?.userId ?? null,
    courseId: course.courseId,
    action: 'roster.applied',
    subject: `course ${course.slug}`,
    detail: {
      added: count('add'),
      restored: count('restore'),
      changed: count('change'),
      removed: removed.map((person) => person.userId),
      changes: plan.entries
        .filter((entry) => entry.changes.length > 0 && entry.userId !== null)
        .map((entry) => ({ userId: entry.userId, changes: entry.changes.map((change) => ({ ...change })) })),
    },
  });
}
