import { bindExternal } from '@/lib/identity/external-identity';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { courseAccess, needsOwnSignIn, type Viewer } from '@/lib/identity/viewer';
import type { LaunchClaims } from '@/lib/lti/id-token';
import { providerOf } from '@/lib/lti/platforms';
import { db, isUniqueViolation, type Tx } from '@/lib/platform/database/client';
import type { LtiPlatform, Prisma } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

/**
 * Between a platform's first word about somebody and their account here stands their own sign-in here: what a platform says of
 * a person (an e-mail address, a student ID) may have been written by whoever gains from it.
 */
const PENDING_MINUTES = 30;

/** Keeps a launch until its person has signed in here. Returns the secret that belongs into their browser alone. */
export async function keepPendingLink(platformId: string, claims: LaunchClaims): Promise<string> {
  const secret = makeSecret();
  await db().$executeRaw`DELETE FROM lti_pending_link WHERE expires_at < app_now()`;
  await db().$executeRaw`
    INSERT INTO lti_pending_link (token_hash, platform_id, claims, expires_at)
    VALUES (${hashSecret(secret)}, ${platformId}::uuid, ${JSON.stringify(claims)}::jsonb,
      app_now() + make_interval(mins => ${PENDING_MINUTES}))`;
  return secret;
}

export interface PendingLink {
  /** As the instructors call the platform. */
  readonly platform: string;
  readonly course: string;
  /** How the platform calls the person. */
  readonly name: string | null;
  readonly email: string | null;
}

/** The launch that waits in this browser, to be shown to who is asked to connect it; null for none. */
export async function readPendingLink(secret: string): Promise<PendingLink | null> {
  const pending = await find(db(), secret);
  if (!pending) return null;
  const course = await db().course.findUniqueOrThrow({ where: { id: pending.platform.courseId } });
  const { name, email } = pending.claims;
  return { platform: pending.platform.name, course: course.title, name, email };
}

export interface Connected {
  readonly platform: LtiPlatform;
  readonly claims: LaunchClaims;
}

/**
 * Connects the viewer's account to the platform's name for them, and uses the waiting launch up. Refused for who came by a
 * learning platform, is not in the course, or has an account that is connected already.
 */
export async function connectPendingLink(viewer: Viewer, secret: string): Promise<Result<Connected>> {
  const elsewhere = needsOwnSignIn(viewer);
  if (elsewhere) return elsewhere;
  try {
    return await db().$transaction((tx) => connect(tx, viewer, secret));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return alreadyBound();
  }
}

async function connect(tx: Tx, viewer: Viewer, secret: string): Promise<Result<Connected>> {
  const pending = await find(tx, secret);
  const { count } = await tx.ltiPendingLink.deleteMany({ where: { tokenHash: hashSecret(secret) } });
  if (!pending || count === 0)
    return refuse({
      code: 'lti_state',
      message: 'This took too long, or was done already. Open the link of your learning platform again.',
    });
  const { platform, claims } = pending;
  if (!(await courseAccess(tx, viewer, platform.courseId)))
    return refuse({ code: 'not_on_roster', message: 'You are not on the roster of this course here.' });
  const provider = providerOf(platform.id);
  const bound = await bindExternal(tx, { provider, subject: claims.subject }, viewer.userId);
  return bound.ok ? ok({ platform, claims }) : bound;
}

async function find(tx: Tx, secret: string): Promise<Connected | null> {
  const [fresh] = await tx.$queryRaw<{ platformId: string; claims: Prisma.JsonValue }[]>`
    SELECT platform_id AS "platformId", claims FROM lti_pending_link
    WHERE token_hash = ${hashSecret(secret)} AND expires_at > app_now()`;
  const platform = fresh && (await tx.ltiPlatform.findUnique({ where: { id: fresh.platformId } }));
  // Written by keepPendingLink alone.
  return platform ? { platform, claims: fresh.claims as unknown as LaunchClaims } : null;
}

function alreadyBound(): Refused {
  return refuse({ code: 'bound_otherwise', message: 'This was connected to an account a moment ago.' });
}
