import { canManageEnrolments } from '@/lib/identity/roles.core';
import { enterAsManager } from '@/lib/identity/manage-course';
import { courseAccess, notFound, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockCourse } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { queueMail } from '@/lib/platform/mail/outbox';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { checkWebhookUrl, type PostOptions } from '@/lib/platform/webhooks/guarded-post';
import { WEBHOOK_EVENTS, webhookBody } from '@/lib/platform/webhooks/message.core';
import { attemptDelivery, type OnDisabled } from '@/lib/platform/webhooks/outbox';
import { webhookSecret } from '@/lib/platform/webhooks/signature';

/** A course's webhooks, for its instructors: an address can hold a secret of its own, and what is sent leaves the site. */
const WEBHOOKS_MAX = 10;
const LOG_MAX = 50;

export interface WebhookView {
  readonly id: string;
  /** The host and the last four characters: the rest may be a secret of the receiver's. */
  readonly address: string;
  readonly events: readonly string[];
  readonly failures: number;
  /** ISO 8601; null: it works. */
  readonly disabledAt: string | null;
  readonly createdAt: string;
  /** Newest first. */
  readonly deliveries: readonly DeliveryView[];
}

export interface DeliveryView {
  readonly id: string;
  readonly event: string;
  readonly createdAt: string;
  readonly state: 'sent' | 'waiting' | 'given_up';
  readonly tries: number;
  readonly statusCode: number | null;
  readonly failure: string | null;
  /** ISO 8601; null: none will be made. */
  readonly nextTryAt: string | null;
}

/** The webhooks of a course with what was sent of late. */
export async function listWebhooks(
  viewer: Viewer,
  courseSlug: string,
): Promise<Result<readonly WebhookView[]>> {
  const course = await db().course.findUnique({ where: { slug: courseSlug } });
  const access = course && (await courseAccess(db(), viewer, course.id));
  if (!course || !access || !canManageEnrolments(access.role)) return notFound('course');
  const rows = await db().webhook.findMany({
    where: { courseId: course.id },
    include: { deliveries: { orderBy: { id: 'desc' }, take: LOG_MAX } },
    orderBy: { createdAt: 'asc' },
  });
  return ok(
    rows.map((row) => ({
      id: row.id,
      address: shortAddress(row.url),
      events: row.events,
      failures: row.failures,
      disabledAt: row.disabledAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
      deliveries: row.deliveries.map((each) => ({
        id: String(each.id),
        event: each.event,
        createdAt: each.createdAt.toISOString(),
        state: each.sentAt
          ? ('sent' as const)
          : each.nextTryAt
            ? ('waiting' as const)
            : ('given_up' as const),
        tries: each.tries,
        statusCode: each.statusCode,
        failure: each.failure,
        nextTryAt: each.nextTryAt?.toISOString() ?? null,
      })),
    })),
  );
}

/** Adds a webhook. Returns the secret its messages are signed with, which is shown this once. */
export async function addWebhook(
  viewer: Viewer,
  courseSlug: string,
  given: { readonly url: string; readonly events: readonly string[] },
): Promise<Result<{ id: string; secret: string }>> {
  const url = checkWebhookUrl(given.url.trim(), env().SADDLEPOINT_WEBHOOK_LOOPBACK === '1');
  const events = WEBHOOK_EVENTS.filter((event) => given.events.includes(event));
  const noEvent = { code: 'no_event', field: 'events', message: 'Choose what it is told of.' };
  return db().$transaction(async (tx) => {
    const entered = await enterAsManager(tx, viewer, courseSlug);
    if (!entered.ok) return entered;
    if (!url.ok) return url;
    if (events.length === 0) return refuse(noEvent);
    const { courseId } = entered.value;
    await lockCourse(tx, courseId);
    if ((await tx.webhook.count({ where: { courseId } })) >= WEBHOOKS_MAX)
      return refuse({ code: 'too_many', message: `A course has at most ${WEBHOOKS_MAX} webhooks.` });
    const { id } = await tx.webhook.create({
      data: { courseId, url: url.value.href, events, createdById: viewer.userId },
    });
    await note(tx, viewer, courseId, 'webhook.added', id, { host: url.value.host, events });
    return ok({ id, secret: webhookSecret(id) });
  });
}

/** Takes a webhook away, with its log and what it was still to be told. */
export async function removeWebhook(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'webhook.removed', async (tx) => {
    await tx.webhook.delete({ where: { id } });
  });
}

/** Switches a webhook on again; what waited is sent. */
export async function enableWebhook(viewer: Viewer, id: string): Promise<Result<null>> {
  return change(viewer, id, 'webhook.enabled', async (tx) => {
    await tx.webhook.update({ where: { id }, data: { failures: 0, disabledAt: null } });
  });
}

/** Sends a test message now and tells how it was answered; the log keeps it. */
export async function testWebhook(
  viewer: Viewer,
  id: string,
  options: Partial<PostOptions> = {},
): Promise<Result<{ status: number | null; failure: string | null }>> {
  const made = await db().$transaction(async (tx) => {
    const entered = await enterByWebhook(tx, viewer, id);
    if (!entered.ok) return entered;
    const { webhook } = entered.value;
    const course = await tx.course.findUniqueOrThrow({ where: { id: webhook.courseId } });
    const body = webhookBody('test', await databaseNow(tx), {
      course: { slug: course.slug, title: course.title },
      assignment: null,
      data: {},
      text: `${course.title}: this is a test message.`,
    });
    const delivery = await tx.webhookDelivery.create({
      data: { webhookId: id, event: 'test', body, tries: 1, lastTryAt: await databaseNow(tx) },
    });
    return ok({ ...delivery, url: webhook.url });
  });
  if (!made.ok) return made;
  const attempt = await attemptDelivery(made.value, options);
  await db().$transaction(
    (tx) =>
      // Tested by hand: no further try, and no reason to switch it off.
      tx.$executeRaw`UPDATE webhook_delivery SET status_code = ${attempt.status}, failure = ${attempt.failure},
      sent_at = CASE WHEN ${attempt.failure}::text IS NULL THEN app_now() END WHERE id = ${made.value.id}`,
  );
  return ok(attempt);
}

/** Tells the instructors that a webhook was switched off. */
export const tellOfDisabled: OnDisabled = async (tx, webhookId) => {
  const { course, url } = await tx.webhook.findUniqueOrThrow({
    where: { id: webhookId },
    include: { course: true },
  });
  const people = await tx.enrolment.findMany({
    where: { courseId: course.id, role: 'instructor', removedAt: null, user: { disabledAt: null } },
    select: { user: { select: { email: true } } },
  });
  await queueMail(tx, {
    recipients: people.flatMap((each) => each.user.email ?? []),
    subject: `[${course.title}] A webhook was switched off`,
    text: `The webhook to ${shortAddress(url)} failed too often and was switched off. Mend the receiver and switch it on again; what waits is sent then:\n\n${env().publicUrl}/staff/${course.slug}/webhooks\n`,
  });
  await audit(tx, {
    actorId: null,
    courseId: course.id,
    action: 'webhook.disabled',
    subject: `webhook ${webhookId}`,
    detail: { host: new URL(url).host },
  });
};

async function enterByWebhook(
  tx: Tx,
  viewer: Viewer,
  id: string,
): Promise<Result<{ webhook: { readonly courseId: string; readonly url: string } }>> {
  const webhook = await tx.webhook.findUnique({ where: { id }, include: { course: true } });
  const entered = webhook && (await enterAsManager(tx, viewer, webhook.course.slug));
  return webhook && entered?.ok ? ok({ webhook }) : notFound('webhook');
}

async function change(
  viewer: Viewer,
  id: string,
  action: string,
  act: (tx: Tx) => Promise<void>,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    const entered = await enterByWebhook(tx, viewer, id);
    if (!entered.ok) return entered;
    const { courseId, url } = entered.value.webhook;
    await act(tx);
    await note(tx, viewer, courseId, action, id, { host: new URL(url).host });
    return ok(null);
  });
}

function note(
  tx: Tx,
  viewer: Viewer,
  courseId: string,
  action: string,
  id: string,
  detail: Record<string, string | string[]>,
): Promise<void> {
  return audit(tx, { actorId: viewer.userId, courseId, action, subject: `webhook ${id}`, detail });
}

function shortAddress(url: string): string {
  const { host, pathname, search } = new URL(url);
  const rest = pathname + search;
  return rest.length <= 8 ? host + rest : `${host}/…${rest.slice(-4)}`;
}
