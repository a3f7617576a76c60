import { z } from 'zod';
import { canManageEnrolments } from '@/lib/identity/roles.core';
import { enterAsManager } from '@/lib/identity/manage-course';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { isTrusted, trustedOrigins } from '@/lib/lti/origins';

const PLATFORMS_MAX = 5;
const SHOWN_SCORES_MAX = 200;

const text = z.string().trim().min(1).max(500);
const address = z.url({ protocol: /^https?$/ }).max(2_000);

/** What a platform's administrator gives for a registered tool (1EdTech Security Framework 1.0, §5.1). */
export const platformSchema = z.strictObject({
  name: text.max(100),
  issuer: text,
  clientId: text,
  deploymentId: text.max(255),
  authUrl: address,
  tokenUrl: address,
  jwksUrl: address,
});
export type PlatformSettings = z.infer<typeof platformSchema>;

export type ScoreState = 'sent' | 'waiting' | 'not_linked' | 'given_up';

export interface PlatformView extends PlatformSettings {
  readonly id: string;
  /** The platform's course it is bound to; null: staff have not opened the tool from it yet. */
  readonly context: string | null;
  /** ISO 8601; null: never. */
  readonly lastLaunchAt: string | null;
  readonly lastRefusal: string | null;
  readonly counts: Readonly<Record<ScoreState, number>>;
  /** What is not at the platform yet, at most 200. */
  readonly open: readonly {
    readonly name: string;
    readonly assignment: string;
    readonly state: Exclude<ScoreState, 'sent'>;
    readonly total: string;
    readonly tries: number;
    readonly failure: string | null;
  }[];
}

/** The course's connections, for its instructors. */
export async function listPlatforms(
  viewer: Viewer,
  courseSlug: string,
): Promise<Result<readonly PlatformView[]>> {
  const course = await db().course.findUnique({ where: { slug: courseSlug } });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !canManageEnrolments(access.role)) return notFound('course');
  const rows = await db().ltiPlatform.findMany({
    where: { courseId: course.id },
    orderBy: { createdAt: 'asc' },
    include: { scores: { include: { user: true, assignment: true }, orderBy: { id: 'asc' } } },
  });
  return ok(
    rows.map((row) => {
      const counts = { sent: 0, waiting: 0, not_linked: 0, given_up: 0 };
      for (const score of row.scores) counts[stateOf(score)] += 1;
      const open = row.scores.flatMap((score) => {
        const state = stateOf(score);
        if (state === 'sent') return [];
        const { tries, failure } = score;
        const [name, total] = [score.user.name, score.total.toFixed(2)];
        return [{ name, assignment: score.assignment.title, state, total, tries, failure }];
      });
      return {
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        clientId: row.clientId,
        deploymentId: row.deploymentId,
        authUrl: row.authUrl,
        tokenUrl: row.tokenUrl,
        jwksUrl: row.jwksUrl,
        context: row.contextTitle ?? row.contextId,
        lastLaunchAt: row.lastLaunchAt?.toISOString() ?? null,
        lastRefusal: row.lastRefusal,
        counts,
        open: open.slice(0, SHOWN_SCORES_MAX),
      };
    }),
  );
}

function stateOf(score: {
  readonly sentAt: Date | null;
  readonly nextTryAt: Date | null;
  readonly tries: number;
}): ScoreState {
  if (score.sentAt) return 'sent';
  if (score.nextTryAt) return 'waiting';
  return score.tries === 0 ? 'not_linked' : 'given_up';
}

/** Connects a course. Refused for an address that is on no origin the operator has named. */
export async function addPlatform(
  viewer: Viewer,
  courseSlug: string,
  given: PlatformSettings,
): Promise<Result<{ id: string }>> {
  return db().$transaction(async (tx) => {
    const entered = await enterAsManager(tx, viewer, courseSlug);
    if (!entered.ok) return entered;
    const foreign = (['authUrl', 'tokenUrl', 'jwksUrl'] as const).filter((field) => !isTrusted(given[field]));
    if (foreign.length > 0) return refuse(...foreign.map((field) => notTrusted(field, given[field])));
    const { courseId } = entered.value;
    if ((await tx.ltiPlatform.count({ where: { courseId } })) >= PLATFORMS_MAX)
      return refuse({ code: 'too_many', message: `A course has at most ${PLATFORMS_MAX} connections.` });
    const { id } = await tx.ltiPlatform.create({ data: { ...given, courseId, createdById: viewer.userId } });
    await note(tx, viewer, courseId, 'lti.added', id, { ...given });
    return ok({ id });
  });
}

function notTrusted(field: string, url: string): { code: string; field: string; message: string } {
  const named = trustedOrigins();
  const message =
    named.length === 0
      ? 'LTI is off: the operator names the platform in SADDLEPOINT_LTI_ORIGINS first.'
      : `${URL.canParse(url) ? new URL(url).origin : url} is not among the origins the operator has named: ${named.join(', ')}.`;
  return { code: 'not_trusted', field, message };
}

/** Ends a connection: who came by it can no longer, and nothing more is sent. Grades at the platform stay. */
export async function removePlatform(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'lti.removed', async (tx) => {
    await tx.externalIdentity.deleteMany({ where: { provider: providerOf(id) } });
    await tx.ltiPlatform.delete({ where: { id } });
  });
}

/** Forgets the platform's course and its columns; the next launch by staff binds it anew. */
export async function unbindPlatform(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'lti.unbound', async (tx) => {
    await tx.ltiLineItem.deleteMany({ where: { platformId: id } });
    const none = { contextId: null, contextTitle: null, lineItemsUrl: null };
    await tx.ltiPlatform.update({ where: { id }, data: none });
  });
}

/** Sends once more what was given up. */
export async function sendAgain(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'lti.sent_again', async (tx) => {
    await tx.$executeRaw`
      UPDATE lti_score SET tries = 0, next_try_at = app_now()
      WHERE platform_id = ${id}::uuid AND sent_at IS NULL AND next_try_at IS NULL AND tries > 0`;
  });
}

/** Under which a platform's people are bound to accounts. */
export function providerOf(platformId: string): string {
  return `lti:${platformId}`;
}

async function change(
  viewer: Viewer,
  id: string,
  action: string,
  write: (tx: Tx) => Promise<void>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const platform = await tx.ltiPlatform.findUnique({ where: { id }, include: { course: true } });
    if (!platform) return notFound('connection');
    const entered = await enterAsManager(tx, viewer, platform.course.slug);
    if (!entered.ok) return entered;
    await write(tx);
    await note(tx, viewer, platform.courseId, action, id, { name: platform.name });
    return ok(null);
  });
}

async function note(
  tx: Tx,
  viewer: Viewer,
  courseId: string,
  action: string,
  id: string,
  detail: Record<string, string>,
): Promise<void> {
  await audit(tx, { actorId: viewer.userId, courseId, action, subject: `connection ${id}`, detail });
}
