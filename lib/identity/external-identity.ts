import { parseEmail, parseStudentId } from '@/lib/identity/login.core';
import type { SessionClaims } from '@/lib/identity/session';
import { audit } from '@/lib/platform/audit';
import { db, isUniqueViolation, type Tx } from '@/lib/platform/database/client';
import type { User } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/** A person as an OpenID Connect provider vouches for them. */
export interface ExternalPerson {
  /** The provider's issuer. */
  readonly provider: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** Of the claim named in SADDLEPOINT_OIDC_STUDENT_ID_CLAIM, where there is one. */
  readonly studentId: string | null;
}

/**
 * The account a provider's sign-in belongs to. The first time it is found by student ID or verified e-mail address, and
 * bound for good; later by the provider's subject alone, which never changes hands as an address does. Refused for whoever
 * is on no roster: `not_on_roster`, and for what contradicts an earlier binding: `bound_otherwise`. With a course, for a
 * provider that speaks for that course alone: only who is enrolled in it is let in.
 */
export async function signInExternally(
  person: ExternalPerson,
  courseId: string | null = null,
): Promise<Result<SessionClaims>> {
  try {
    return await db().$transaction((tx) => findOrBind(tx, person, courseId));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return db().$transaction((tx) => findOrBind(tx, person, courseId)); // two first sign-ins at once: the other one bound it
  }
}

async function findOrBind(
  tx: Tx,
  person: ExternalPerson,
  courseId: string | null,
): Promise<Result<SessionClaims>> {
  const { provider, subject } = person;
  const bound = await tx.externalIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    include: { user: true },
  });
  if (bound) return admit(tx, bound.user, courseId);
  const found = await findByClaims(tx, person);
  if (!found.ok) return found;
  const admitted = await admit(tx, found.value, courseId);
  if (!admitted.ok) return admitted;
  const other = await tx.externalIdentity.findFirst({ where: { provider, userId: found.value.id } });
  if (other) return boundOtherwise();
  await tx.externalIdentity.create({ data: { provider, subject, userId: found.value.id } });
  await audit(tx, {
    actorId: found.value.id,
    action: 'identity.bound',
    subject: `user ${found.value.id}`,
    detail: { provider },
  });
  return admitted;
}

async function findByClaims(tx: Tx, person: ExternalPerson): Promise<Result<User>> {
  const studentId = person.studentId === null ? null : parseStudentId(person.studentId);
  const email = person.emailVerified && person.email !== null ? parseEmail(person.email) : null;
  const byStudentId = studentId === null ? null : await tx.user.findUnique({ where: { studentId } });
  const byEmail = email === null ? null : await tx.user.findUnique({ where: { email } });
  if (byStudentId && byEmail && byStudentId.id !== byEmail.id) return boundOtherwise();
  const user = byStudentId ?? byEmail;
  return user ? ok(user) : notOnRoster();
}

async function admit(tx: Tx, user: User, courseId: string | null): Promise<Result<SessionClaims>> {
  const enrolments = tx.enrolment.count({
    where: { userId: user.id, removedAt: null, ...(courseId === null ? {} : { courseId }) },
  });
  const enrolled = (courseId === null && user.canCreateCourses) || (await enrolments) > 0;
  return enrolled && !user.disabledAt
    ? ok({ userId: user.id, sessionEpoch: user.sessionEpoch })
    : notOnRoster();
}

function notOnRoster(): Refused {
  return refuse({
    code: 'not_on_roster',
    message: 'You signed in, but you are not on the roster of a course here.',
  });
}

function boundOtherwise(): Refused {
  return refuse({
    code: 'bound_otherwise',
    message: 'This account is already connected to another sign-in.',
  });
}
