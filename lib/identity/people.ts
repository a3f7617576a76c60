import type { Role } from '@/lib/identity/roles.core';
import { isStaff } from '@/lib/identity/roles.core';
import type { Invitation } from '@/lib/identity/apply-roster';
import { boardsFollow } from '@/lib/identity/boards-follow';
import { enrol } from '@/lib/identity/enrol';
import { readEmail, readName, readStudentId } from '@/lib/identity/identity-cell.core';
import { applyRows } from '@/lib/identity/import-roster';
import {
  accountsOfOthers,
  enterAsManager,
  type ManagedCourse,
  type Manager,
} from '@/lib/identity/manage-course';
import type { RosterRow } from '@/lib/identity/roster.core';
import { makeInvitations } from '@/lib/identity/secret-link';
import { courseAccess, forbidden, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

export interface PersonView {
  readonly userId: string;
  readonly studentId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly displayName: string;
  readonly role: Role;
  readonly isRemoved: boolean;
  /** Whether the person can sign in, or only has (had) a link to set a password with. */
  readonly account: 'ready' | 'invited' | 'no_link' | 'disabled';
}

export interface PeopleView {
  readonly slug: string;
  readonly title: string;
  /** Instructors may change who is in the course; TAs see it. */
  readonly mayManage: boolean;
  readonly viewerId: string;
  readonly people: readonly PersonView[];
}

/** Everybody who is, or was, in a course; for its staff. */
export async function peopleOf(viewer: Viewer, courseSlug: string): Promise<Result<PeopleView>> {
  const course = await db().course.findUnique({ where: { slug: courseSlug } });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !isStaff(access.role)) return notFound('course');
  const now = await databaseNow(db());
  const enrolments = await db().enrolment.findMany({
    where: { courseId: course.id },
    include: {
      user: {
        include: {
          externalIdentities: { take: 1, select: { subject: true } },
          links: {
            where: { purpose: 'set_password', usedAt: null, expiresAt: { gt: now } },
            take: 1,
            select: { id: true },
          },
        },
      },
    },
    orderBy: [{ role: 'desc' }, { displayName: 'asc' }],
  });
  const people = enrolments.map(({ user, role, displayName, removedAt }): PersonView => {
    const canSignIn = user.passwordHash !== null || user.externalIdentities.length > 0;
    const account = user.disabledAt
      ? 'disabled'
      : canSignIn
        ? 'ready'
        : user.links.length > 0
          ? 'invited'
          : 'no_link';
    const { id: userId, studentId, name, email } = user;
    return { userId, studentId, name, email, displayName, role, isRemoved: removedAt !== null, account };
  });
  return ok({
    slug: course.slug,
    title: course.title,
    mayManage: access.role === 'instructor',
    viewerId: viewer.userId,
    people,
  });
}

export interface NewPerson {
  readonly studentId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Adds one person, by the rules of a roster of one line. Returns their invitation, where they need one. */
export async function addPerson(
  manager: Manager,
  courseSlug: string,
  given: NewPerson,
): Promise<Result<Invitation | null>> {
  const studentId = readStudentId(given.studentId);
  const email = readEmail(given.email);
  const name = readName(given.name);
  const problems: Problem[] = [
    ...problemsOf(studentId, 'studentId'),
    ...problemsOf(email, 'email'),
    ...problemsOf(name, 'name'),
  ];
  const hasNoId = studentId.ok && studentId.value === null;
  if (hasNoId && given.role === 'student') {
    problems.push({
      code: 'missing_student_id',
      field: 'studentId',
      message: 'A student needs a student ID.',
    });
  } else if (hasNoId && email.ok && email.value === null) {
    const message = 'A student ID or an e-mail address is needed, to sign in with.';
    problems.push({ code: 'missing_login', field: 'email', message });
  }
  if (problems.length > 0 || !studentId.ok || !email.ok || !name.ok) return refuse(...problems);
  const row: RosterRow = {
    line: 1,
    studentId: studentId.value?.value ?? null,
    name: name.value.value,
    email: email.value?.value ?? null,
    role: given.role,
  };
  const applied = await applyRows(manager, courseSlug, { rows: [row], doubts: [] }, {});
  if (applied.ok) return ok(applied.value.invitations[0] ?? null);
  // There is no line 1 in a form.
  return refuse(...applied.problems.map(({ line: _, ...problem }) => problem));
}

function problemsOf(read: Result<unknown>, field: string): Problem[] {
  return read.ok ? [] : read.problems.map((problem) => ({ ...problem, field }));
}

/** Gives a person another role in the course, and ends their sessions everywhere. */
export async function changeRole(
  manager: Manager,
  courseSlug: string,
  userId: string,
  role: Role,
): Promise<Result<null>> {
  return managing(manager, courseSlug, userId, async (tx, course, person) => {
    if (person.removedAt !== null) return notFound('person');
    if (person.role === role) return ok(null);
    if (role === 'student' && person.user.studentId === null) {
      return refuse({
        code: 'missing_student_id',
        field: 'role',
        message: 'A student needs a student ID; give one in the roster.',
      });
    }
    if (person.role === 'instructor' && (await isLastInstructor(tx, course.courseId)))
      return lastInstructor();
    await enrol(tx, course.courseId, person.user, role);
    await tx.user.update({ where: { id: userId }, data: { sessionEpoch: { increment: 1 } } });
    await written(tx, manager, course, 'enrolment.role_changed', userId, { from: person.role, to: role });
    return ok(null);
  });
}

/** Takes a person out of the course; what they submitted is kept. */
export async function removeFromCourse(
  manager: Manager,
  courseSlug: string,
  userId: string,
): Promise<Result<null>> {
  return managing(manager, courseSlug, userId, async (tx, course, person) => {
    if (person.removedAt !== null) return ok(null);
    if (person.role === 'instructor' && (await isLastInstructor(tx, course.courseId)))
      return lastInstructor();
    await tx.enrolment.update({ where: { id: person.id }, data: { removedAt: await databaseNow(tx) } });
    await written(tx, manager, course, 'enrolment.removed', userId, { role: person.role });
    return ok(null);
  });
}

/** Puts a removed person back, in the role they had. */
export async function restoreToCourse(
  manager: Manager,
  courseSlug: string,
  userId: string,
): Promise<Result<null>> {
  return managing(manager, courseSlug, userId, async (tx, course, person) => {
    if (person.removedAt === null) return ok(null);
    await enrol(tx, course.courseId, person.user, person.role);
    await written(tx, manager, course, 'enrolment.restored', userId, { role: person.role });
    return ok(null);
  });
}

/**
 * A new link to set a password with, for who lost theirs; the old link stops working, the old password does not until the new
 * one is set. Not for accounts that belong to other courses too: those the operator invites.
 */
export async function reissueInvitation(
  manager: Manager,
  courseSlug: string,
  userId: string,
): Promise<Result<Invitation>> {
  return managing(manager, courseSlug, userId, async (tx, course, person) => {
    if (person.removedAt !== null) return notFound('person');
    if ((await accountsOfOthers(tx, manager, [userId])).has(userId)) {
      return forbidden(
        'This account is also used in courses that are not yours; whoever runs this site can make a new link.',
      );
    }
    const [link] = await makeInvitations(tx, [userId]);
    if (!link) throw new Error('no link was made');
    await written(tx, manager, course, 'invitation.reissued', userId, {});
    const { studentId, name, email } = person.user;
    return ok({ userId, studentId, name, email, role: person.role, path: `/invitation/${link.token}` });
  });
}

type EnrolledPerson = Prisma.EnrolmentGetPayload<{ include: { user: true } }>;

async function managing<T>(
  manager: Manager,
  courseSlug: string,
  userId: string,
  act: (tx: Tx, course: ManagedCourse, person: EnrolledPerson) => Promise<Result<T>>,
): Promise<Result<T>> {
  return db().$transaction(async (tx) => {
    const course = await enterAsManager(tx, manager, courseSlug);
    if (!course.ok) return course;
    const { courseId } = course.value;
    const person = await tx.enrolment.findUnique({
      where: { courseId_userId: { courseId, userId } },
      include: { user: true },
    });
    return person ? act(tx, course.value, person) : notFound('person');
  });
}

async function isLastInstructor(tx: Tx, courseId: string): Promise<boolean> {
  return (await tx.enrolment.count({ where: { courseId, role: 'instructor', removedAt: null } })) <= 1;
}

function lastInstructor(): Result<never> {
  return refuse({
    code: 'last_instructor',
    field: 'role',
    message: 'A course keeps at least one instructor. Make another one first.',
  });
}

async function written(
  tx: Tx,
  manager: Manager,
  { courseId }: ManagedCourse,
  action: string,
  userId: string,
  detail: Prisma.InputJsonObject,
): Promise<void> {
  await boardsFollow(tx, courseId);
  await audit(tx, { actorId: manager?.userId ?? null, courseId, action, subject: `user ${userId}`, detail });
}
