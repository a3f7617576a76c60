import { z } from 'zod';
import { isStaff } from '@/lib/identity/roles.core';
import { userOfExternal } from '@/lib/identity/external-identity';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import type { SignedIn } from '@/lib/identity/session';
import { courseAccess, notFound } from '@/lib/identity/viewer';
import { readIdToken, type LaunchClaims } from '@/lib/lti/id-token';
import { isTrusted } from '@/lib/lti/origins';
import { keepPendingLink } from '@/lib/lti/pending-link';
import { providerOf } from '@/lib/lti/platforms';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import type { LtiPlatform } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** Signing in from a learning-management system: OpenID Connect begun by the platform, then the LTI 1.3 launch. */

const STATE_MINUTES = 10;

/** What a platform sends to begin (1EdTech Security Framework 1.0, §5.1.1.1). What it says beside is not looked at. */
export const loginSchema = z.object({
  iss: z.string().max(500),
  login_hint: z.string().min(1).max(4_000),
  lti_message_hint: z.string().max(8_000).optional(),
  client_id: z.string().max(500).optional(),
  lti_deployment_id: z.string().max(255).optional(),
});
export type LoginRequest = z.infer<typeof loginSchema>;

/**
 * Begins a sign-in: the address of the platform to send the browser to. `browser` is a random value in the browser's cookie:
 * only that browser can end what it began. `launchUrl` is where the platform posts its answer.
 */
export async function beginLogin(
  platformId: string,
  request: LoginRequest,
  browser: string,
  launchUrl: string,
): Promise<Result<{ redirect: string }>> {
  const platform = await db().ltiPlatform.findUnique({ where: { id: platformId } });
  if (!platform) return notFound('connection');
  const isSame =
    request.iss === platform.issuer &&
    (request.client_id ?? platform.clientId) === platform.clientId &&
    (request.lti_deployment_id ?? platform.deploymentId) === platform.deploymentId;
  if (!isSame) return refusal(platform, 'lti_other_tool', 'The platform began a sign-in for another tool.');
  if (!isTrusted(platform.authUrl))
    return refusal(platform, 'lti_off', 'This platform is not among those the operator has named.');
  const [state, nonce] = [makeSecret(), makeSecret()];
  await db().$executeRaw`DELETE FROM lti_state WHERE expires_at < app_now()`;
  await db().$executeRaw`
    INSERT INTO lti_state (state_hash, platform_id, nonce, browser_hash, expires_at)
    VALUES (${hashSecret(state)}, ${platformId}::uuid, ${nonce}, ${hashSecret(browser)},
      app_now() + make_interval(mins => ${STATE_MINUTES}))`;
  const redirect = new URL(platform.authUrl);
  const parameters = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: platform.clientId,
    redirect_uri: launchUrl,
    login_hint: request.login_hint,
    ...(request.lti_message_hint === undefined ? {} : { lti_message_hint: request.lti_message_hint }),
    state,
    nonce,
  };
  for (const [name, value] of Object.entries(parameters)) redirect.searchParams.set(name, value);
  return ok({ redirect: redirect.href });
}

/** Somebody let in: into the platform's course alone. */
export interface Launched {
  readonly kind: 'let_in';
  readonly who: SignedIn;
  readonly courseId: string;
  /** A path of this site that they may open. */
  readonly path: string;
}

/** Somebody the connection does not know yet. The secret goes into their browser's cookie; then they sign in here. */
export interface ToLink {
  readonly kind: 'to_link';
  readonly secret: string;
}

/**
 * Ends a sign-in. The state counts once and in its browser alone; the token must be the platform's for it; the person must have
 * connected their account to the platform's name for them, by signing in here themselves, and be enrolled in the course; and
 * the launch must come from the platform's course that staff have bound, which staff do by opening the tool from it. Roles are
 * those of the roster here, whatever the platform says.
 */
export async function completeLaunch(
  platformId: string,
  given: { readonly idToken: string; readonly state: string; readonly browser: string | null },
): Promise<Result<Launched | ToLink>> {
  const platform = await db().ltiPlatform.findUnique({ where: { id: platformId } });
  if (!platform) return notFound('connection');
  const [state] = await db().$queryRaw<{ nonce: string; browserHash: string; isFresh: boolean }[]>`
    DELETE FROM lti_state WHERE state_hash = ${hashSecret(given.state)} AND platform_id = ${platformId}::uuid
    RETURNING nonce, browser_hash AS "browserHash", expires_at > app_now() AS "isFresh"`;
  if (!state?.isFresh)
    return refusal(platform, 'lti_state', 'This sign-in was used already, or was begun too long ago.');
  if (given.browser === null || hashSecret(given.browser) !== state.browserHash)
    return refusal(
      platform,
      'lti_browser',
      'This browser did not send back the cookie of the sign-in it began. Open the link in a window of its own.',
    );
  const expected = { nonce: state.nonce, now: await databaseNow(db()) };
  const claims = await readIdToken(given.idToken, platform, expected);
  if (!claims.ok) return refusal(platform, 'lti_token', claims.problems[0]?.message ?? '');
  return enterOrLink(platform, claims.value);
}

async function enterOrLink(platform: LtiPlatform, claims: LaunchClaims): Promise<Result<Launched | ToLink>> {
  if (platform.contextId !== null && platform.contextId !== claims.context.id)
    return refusal(platform, 'lti_other_course', 'The link was opened from another course of the platform.');
  const name = { provider: providerOf(platform.id), subject: claims.subject };
  const user = await userOfExternal(db(), name);
  if (user) return letIn(platform, claims, { userId: user.id, sessionEpoch: user.sessionEpoch });
  return ok({ kind: 'to_link', secret: await keepPendingLink(platform.id, claims) });
}

/** Lets somebody in whose account is known, if they are in the course; the rest of a launch. */
export async function letIn(
  platform: LtiPlatform,
  claims: LaunchClaims,
  who: SignedIn,
): Promise<Result<Launched>> {
  const { courseId } = platform;
  const viewer = { userId: who.userId, name: '', canCreateCourses: false };
  const access = await courseAccess(db(), viewer, courseId);
  if (!access)
    return refusal(
      platform,
      'not_on_roster',
      'Somebody signed in who is not on the roster of this course here.',
    );
  const staff = isStaff(access.role);
  if (platform.contextId === null && !staff)
    return refusal(
      platform,
      'lti_not_bound',
      'The staff of the course must open this link once before others can.',
    );
  const assignment = await assignmentOf(courseId, claims);
  await remember(platform, claims, { staff, userId: viewer.userId, assignmentId: assignment?.id ?? null });
  const course = await db().course.findUniqueOrThrow({ where: { id: courseId } });
  const path = `/courses/${course.slug}${assignment ? `/${assignment.slug}` : ''}`;
  return ok({ kind: 'let_in', who, courseId, path });
}

/** By the custom parameter, else by the link's own address; only what is in the course. */
async function assignmentOf(
  courseId: string,
  claims: LaunchClaims,
): Promise<{ id: string; slug: string } | null> {
  const link =
    claims.targetLink !== null && URL.canParse(claims.targetLink) ? new URL(claims.targetLink) : null;
  const slug = claims.assignment ?? /^\/courses\/[^/]+\/([^/]+)/.exec(link?.pathname ?? '')?.[1] ?? null;
  if (slug === null) return null;
  return db().assignment.findUnique({
    where: { courseId_slug: { courseId, slug } },
    select: { id: true, slug: true },
  });
}

/** Binds the context when staff came by it, keeps where grades go, and lets waiting grades of this person be sent. */
async function remember(
  platform: LtiPlatform,
  { context, lineItemsUrl, lineItemUrl }: LaunchClaims,
  who: { readonly staff: boolean; readonly userId: string; readonly assignmentId: string | null },
): Promise<void> {
  const { assignmentId } = who;
  await db().$transaction(async (tx) => {
    const binding = who.staff
      ? {
          contextId: context.id,
          contextTitle: context.title,
          ...(lineItemsUrl !== null && isTrusted(lineItemsUrl) ? { lineItemsUrl } : {}),
        }
      : {};
    const now = await databaseNow(tx);
    await tx.ltiPlatform.update({
      where: { id: platform.id },
      data: { ...binding, lastLaunchAt: now, lastRefusal: null },
    });
    if (assignmentId !== null && lineItemUrl !== null && isTrusted(lineItemUrl))
      await tx.ltiLineItem.createMany({
        data: [{ platformId: platform.id, assignmentId, url: lineItemUrl }],
        skipDuplicates: true,
      });
    await tx.$executeRaw`
      UPDATE lti_score SET next_try_at = app_now()
      WHERE platform_id = ${platform.id}::uuid AND user_id = ${who.userId}::uuid
        AND sent_at IS NULL AND next_try_at IS NULL AND tries = 0`;
  });
}

/** A refusal the instructors can read, too. */
async function refusal(platform: LtiPlatform, code: string, message: string): Promise<Result<never>> {
  const at = await databaseNow(db());
  await db().ltiPlatform.updateMany({
    where: { id: platform.id },
    data: { lastRefusal: `${at.toISOString()} ${message}`.slice(0, 500) },
  });
  return refuse({ code, message });
}
