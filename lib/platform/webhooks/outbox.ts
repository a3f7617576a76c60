import { databaseNow } from '@/lib/platform/clock';
import { db, type Tx } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { inLanes } from '@/lib/platform/lanes';
import { log } from '@/lib/platform/log';
import { guardedPost, type PostOptions } from '@/lib/platform/webhooks/guarded-post';
import { webhookBody, type WebhookEvent, type WebhookMessage } from '@/lib/platform/webhooks/message.core';
import { signatureOf, webhookSecret } from '@/lib/platform/webhooks/signature';

/**
 * Messages to webhooks are rows first, written in the transaction of what they tell of, and sent by a worker afterwards. Each is
 * taken, sent and noted by itself. A worker killed between sending and noting one leaves it to be sent once more, with the
 * same id. One webhook gets one message at a time from a process: a receiver that is slow holds up itself alone.
 */
export const TRIES_MAX = 8;
/** A webhook that failed so often in a row is switched off. */
export const FAILURES_MAX = 20;
/** Messages on their way at a time: by each process. */
const LANES = 8;
/** A worker that took a message and died is followed by another after this. */
const TAKEN_SECONDS = 120;
const KEPT_DAYS = 30;

/** Tells every webhook of the course that wants to know; part of the caller's transaction. */
export async function queueWebhooks(
  tx: Tx,
  courseId: string,
  event: WebhookEvent,
  message: WebhookMessage,
): Promise<void> {
  const wanting = await tx.webhook.findMany({
    where: { courseId, disabledAt: null, events: { has: event } },
    select: { id: true },
  });
  if (wanting.length === 0) return;
  const now = await databaseNow(tx);
  const body = webhookBody(event, now, message);
  await tx.webhookDelivery.createMany({
    data: wanting.map(({ id }) => ({ webhookId: id, event, body, createdAt: now, nextTryAt: now })),
  });
}

interface Taken {
  readonly id: bigint;
  readonly webhookId: string;
  readonly event: string;
  readonly body: string;
  readonly tries: number;
  readonly url: string;
}

export interface Attempt {
  readonly status: number | null;
  /** null: it was taken. */
  readonly failure: string | null;
}

/** Called for a webhook that failed too often, in the transaction that switched it off. */
export type OnDisabled = (tx: Tx, webhookId: string) => Promise<void>;

/** Sends what waits; returns how many were taken by their receivers. Several workers at once share the work. */
export async function sendWaitingWebhooks(
  onDisabled: OnDisabled,
  { signal, ...options }: Partial<PostOptions> & { readonly signal?: AbortSignal } = {},
): Promise<number> {
  let sent = 0;
  const busy = new Set<string>();
  await inLanes(LANES, signal, async () => {
    const taken = await take(busy);
    if (!taken) return false;
    try {
      if (await sendOne(taken, onDisabled, options)) sent += 1;
    } finally {
      busy.delete(taken.webhookId);
    }
    return true;
  });
  await db().$executeRaw`
    DELETE FROM webhook_delivery WHERE created_at < app_now() - make_interval(days => ${KEPT_DAYS}) AND next_try_at IS NULL`;
  return sent;
}

/**
 * The oldest message that waits for a webhook not in `busy`, whose webhook is put there. The time of its next try is moved on at
 * once: sent while no transaction is open, and yet by one worker at a time.
 */
async function take(busy: Set<string>): Promise<Taken | null> {
  const turn = turns.then(() => takeOne(busy));
  turns = turn.catch(() => null);
  return turn;
}

/** One lane takes at a time: each is to see what the others have. */
let turns: Promise<unknown> = Promise.resolve();

async function takeOne(busy: Set<string>): Promise<Taken | null> {
  const [taken] = await db().$queryRaw<Taken[]>`
    UPDATE webhook_delivery d SET tries = tries + 1, last_try_at = app_now(),
      next_try_at = app_now() + make_interval(secs => ${TAKEN_SECONDS})
    FROM webhook w
    WHERE w.id = d.webhook_id AND d.id = (
      SELECT d2.id FROM webhook_delivery d2 JOIN webhook w2 ON w2.id = d2.webhook_id AND w2.disabled_at IS NULL
      WHERE d2.next_try_at <= app_now() AND NOT d2.webhook_id = ANY (${[...busy]}::uuid[])
      ORDER BY d2.id LIMIT 1 ${untaken('d2')})
    RETURNING d.id, d.webhook_id AS "webhookId", d.event, d.body, d.tries, w.url`;
  if (taken) busy.add(taken.webhookId);
  return taken ?? null;
}

async function sendOne(
  taken: Taken,
  onDisabled: OnDisabled,
  options: Partial<PostOptions>,
): Promise<boolean> {
  const attempt = await attemptDelivery(taken, options);
  if (attempt.failure !== null)
    log.warn({ delivery: String(taken.id), ...attempt }, 'a webhook did not take its message');
  await db().$transaction((tx) => noteAttempt(tx, taken, attempt, onDisabled));
  return attempt.failure === null;
}

/** One try: signed now, sent, its answer judged. Writes nothing down. */
export async function attemptDelivery(
  delivery: Pick<Taken, 'id' | 'webhookId' | 'event' | 'body' | 'url'>,
  options: Partial<PostOptions> = {},
): Promise<Attempt> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Saddlepoint',
    'saddlepoint-event': delivery.event,
    'saddlepoint-delivery': String(delivery.id),
    'saddlepoint-signature': signatureOf(
      webhookSecret(delivery.webhookId),
      delivery.body,
      await databaseNow(db()),
    ),
  };
  const allowLoopback = env().SADDLEPOINT_WEBHOOK_LOOPBACK === '1';
  const answer = await guardedPost(delivery.url, delivery.body, headers, { allowLoopback, ...options });
  if (!answer.ok) return { status: null, failure: answer.problems[0]?.message ?? 'refused' };
  const { status } = answer.value;
  return { status, failure: status >= 200 && status < 300 ? null : `It answered ${status}.` };
}

/** One, two, four … minutes until the next try. */
async function noteAttempt(
  tx: Tx,
  { id, webhookId, tries }: Pick<Taken, 'id' | 'webhookId' | 'tries'>,
  { status, failure }: Attempt,
  onDisabled: OnDisabled,
): Promise<void> {
  const isLast = failure === null || tries >= TRIES_MAX;
  await tx.$executeRaw`
    UPDATE webhook_delivery SET status_code = ${status}, failure = ${failure},
      sent_at = CASE WHEN ${failure}::text IS NULL THEN app_now() END,
      next_try_at = CASE WHEN ${isLast} THEN NULL ELSE app_now() + make_interval(mins => (2 ^ (${tries}::int - 1))::int) END
    WHERE id = ${id}`;
  if (failure === null) {
    await tx.webhook.updateMany({ where: { id: webhookId }, data: { failures: 0 } });
    return;
  }
  const off = await tx.$queryRaw<{ id: string }[]>`
    WITH counted AS (
      UPDATE webhook SET failures = failures + 1,
        disabled_at = CASE WHEN failures + 1 >= ${FAILURES_MAX} THEN app_now() ELSE disabled_at END
      WHERE id = ${webhookId}::uuid AND disabled_at IS NULL RETURNING id, disabled_at)
    SELECT id FROM counted WHERE disabled_at IS NOT NULL`;
  if (off.length > 0) await onDisabled(tx, webhookId);
}
