import { createTransport, type Transporter } from 'nodemailer';
import { db, type Tx } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';

/**
 * E-mails are rows first, written in the transaction of what they tell of, and sent by a worker afterwards: none is sent
 * for something that was not committed, and none is lost with a mail server that is away. At least once: a worker killed
 * between sending and noting it sends that one again.
 */
export interface Mail {
  /** Addresses; each gets a mail of its own and sees no other. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** A mail is given up after so many tries. */
export const MAIL_TRIES_MAX = 8;
const BATCH = 50;
const SUBJECT_MAX = 200;

/** Whether this site sends e-mail at all. */
export function sendsMail(): boolean {
  return env().SADDLEPOINT_SMTP_URL !== undefined;
}

/** Puts mails into the outbox; nothing where the site sends none. */
export async function queueMail(tx: Tx, mail: Mail): Promise<void> {
  if (!sendsMail() || mail.recipients.length === 0) return;
  // A line break would begin another header.
  const subject = mail.subject.replace(/\s+/g, ' ').trim().slice(0, SUBJECT_MAX);
  await tx.mailOutbox.createMany({
    data: [...new Set(mail.recipients)].map((recipient) => ({ recipient, subject, text: mail.text })),
  });
}

let transport: Transporter | null = null;

function transporter(): Transporter {
  transport ??= createTransport({
    url: env().SADDLEPOINT_SMTP_URL ?? '',
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  return transport;
}

/** Forgets the connections to the mail server. */
export function closeMail(): void {
  transport?.close();
  transport = null;
}

interface Waiting {
  readonly id: bigint;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends what waits; returns how many were sent. Several workers at once share the work. */
export async function sendWaitingMail(): Promise<number> {
  if (!sendsMail()) return 0;
  let sent = 0;
  for (;;) {
    const batch = await db().$transaction(sendBatch, { timeout: 300_000 });
    sent += batch.sent;
    if (batch.taken < BATCH || batch.sent === 0) return sent;
  }
}

async function sendBatch(tx: Tx): Promise<{ taken: number; sent: number }> {
  // A mail that failed waits longer each time: one, two, four … minutes.
  const waiting = await tx.$queryRaw<Waiting[]>`
    SELECT id, recipient, subject, text FROM mail_outbox
    WHERE sent_at IS NULL AND tries < ${MAIL_TRIES_MAX}
      AND (tries = 0 OR created_at + (interval '1 minute') * (2 ^ tries - 1) < app_now())
    ORDER BY id LIMIT ${BATCH} ${untaken('mail_outbox')}`;
  let sent = 0;
  for (const mail of waiting) {
    const failure = await send(mail);
    if (failure === null) sent += 1;
    await tx.$executeRaw`
      UPDATE mail_outbox SET tries = tries + 1, failure = ${failure},
        sent_at = CASE WHEN ${failure}::text IS NULL THEN app_now() END
      WHERE id = ${mail.id}`;
  }
  return { taken: waiting.length, sent };
}

async function send(mail: Waiting): Promise<string | null> {
  const from = env().SADDLEPOINT_MAIL_FROM ?? `saddlepoint@${new URL(env().publicUrl).hostname}`;
  try {
    await transporter().sendMail({ from, to: mail.recipient, subject: mail.subject, text: mail.text });
    return null;
  } catch (error) {
    log.warn({ err: error, mail: String(mail.id) }, 'an e-mail was not taken by the mail server');
    return String(error).slice(0, 500);
  }
}
