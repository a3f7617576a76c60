import { parseEmail, parseStudentId } from '@/lib/identity/login.core';
import type { SignedIn } from '@/lib/identity/session';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, isUniqueViolation, type Tx } from '@/lib/platform/database/client';
import type { User } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/** A name somebody has at a provider, which never changes hands as an e-mail address does. */
export interface ExternalName {
  /** The provider's issuer, or a learning platform's connection. */
  readonly provider: string;
  readonly subject: string;
}

/** A person as the site's OpenID Connect provider vouches for them. */
export interface ExternalPerson extends ExternalName {
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** Of the claim named in SADDLEPOINT_OIDC_STUDENT_ID_CLAIM, where there is one. */
  readonly studentId: string | null;
}

/**
 * The account a provider's sign-in belongs to: by the provider's subject. The first time it is found by student ID or verified
 * e-mail address and bound for good, when nobody could sign in to it before, or when `owner`, who is signed in to it by other
 * means, asks. Refused for whoever is on no roster: `not_on_roster`; for what contradicts an earlier binding:
 * `bound_otherwise`; for an account with a password whose owner is not signed in: `link_needed`. Whoever chose that password
 * might not be the person the address belongs to.
 */
export async function signInExternally(
  person: ExternalPerson,
  owner: Viewer | null,
): Promise<Result<SignedIn>> {
  try {
    return await db().$transaction((tx) => findOrBind(tx, person, owner));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return db().$transaction((tx) => findOrBind(tx, person, owner)); // two first sign-ins at once: the other one bound it
  }
}

async function findOrBind(tx: Tx, person: ExternalPerson, owner: Viewer | null): Promise<Result<SignedIn>> {
  const bound = await userOfExternal(tx, person);
  if (bound) return admit(tx, bound);
  const found = await findByClaims(tx, person);
  if (!found.ok) return found;
  const user = found.value;
  const admitted = await admit(tx, user);
  if (!admitted.ok) return admitted;
  const { provider } = person;
  if (await tx.externalIdentity.findFirst({ where: { provider, userId: user.id } })) return boundOtherwise();
  const isOwner = owner?.userId === user.id && owner.onlyCourseId === undefined;
  if (!isOwner && (await isClaimed(tx, user))) return linkNeeded();
  const made = await bindExternal(tx, person, user.id);
  return made.ok ? admitted : made;
}

/** The account a name is bound to; null for none. */
export async function userOfExternal(tx: Tx, { provider, subject }: ExternalName): Promise<User | null> {
  const where = { provider_subject: { provider, subject } };
  return (await tx.externalIdentity.findUnique({ where, include: { user: true } }))?.user ?? null;
}

/**
 * Binds a name to an account for good; the account has at most one of each provider. Links to set a first password end with
 * it: whoever holds one need not be the account's owner.
 */
export async function bindExternal(
  tx: Tx,
  { provider, subject }: ExternalName,
  userId: string,
): Promise<Result<null>> {
  if (await tx.externalIdentity.findFirst({ where: { provider, userId } })) return boundOtherwise();
  await tx.externalIdentity.create({ data: { provider, subject, userId } });
  await tx.secretLink.deleteMany({ where: { userId, purpose: 'set_password', usedAt: null } });
  await audit(tx, {
    actorId: userId,
    action: 'identity.bound',
    subject: `user ${userId}`,
    detail: { provider },
  });
  return ok(null);
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

/** Whether anybody can sign in to the account yet. */
async function isClaimed(tx: Tx, user: User): Promise<boolean> {
  if (user.passwordHash !== null) return true;
  return (await tx.externalIdentity.count({ where: { userId: user.id } })) > 0;
}

async function admit(tx: Tx, user: User): Promise<Result<SignedIn>> {
  const enrolments = tx.enrolment.count({ where: { userId: user.id, removedAt: null } });
  const enrolled = user.canCreateCourses || (await enrolments) > 0;
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

function linkNeeded(): Refused {
  return refuse({
    code: 'link_needed',
    message:
      'The account here has a sign-in of its own. Sign in with that, then connect this one on the account page.',
  });
}
