import { createTransport, type Transporter } from 'nodemailer';
import { db, type Tx } from '@/lib/platform/database/client';
import { untaken } from '@/lib/platform/database/locks';
import { env } from '@/lib/platform/env';
import { inLanes } from '@/lib/platform/lanes';
import { log } from '@/lib/platform/log';

/**
 * E-mails are rows first, written in the transaction of what they tell of, and sent by a worker afterwards: none is sent
 * for something that was not committed, and none is lost with a mail server that is away.
 *
 * Each is taken, sent and noted by itself, with no transaction open while the server is spoken to; who takes one says until
 * when, and puts that off for as long as it is being sent. So each is sent once. A worker that is killed, or loses the
 * database, between the server's yes and noting it leaves the mail it was at to be sent once more, under the same Message-ID,
 * by which mail programs know the two for one.
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
/** Mails on their way to the server at a time: by each process. */
const LANES = 4;
/** A worker that took a mail and died is followed by another after this. */
const TAKEN_SECONDS = 120;
const RENEW_MS = 30_000;
/** So long a server may think about a message (RFC 5321, 4.5.3.2.6): who gives up earlier makes it come twice. */
const SILENCE_MS_MAX = 10 * 60_000;
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
    maxConnections: LANES,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: SILENCE_MS_MAX,
  });
  return transport;
}

/** Forgets the connections to the mail server. */
export function closeMail(): void {
  transport?.close();
  transport = null;
}

interface Taken {
  readonly id: bigint;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: Date;
  /** With this one. */
  readonly tries: number;
}

/** Sends what waits; returns how many were sent. Several workers at once share the work. */
export async function sendWaitingMail(signal?: AbortSignal): Promise<number> {
  if (!sendsMail()) return 0;
  let sent = 0;
  await inLanes(LANES, signal, async () => {
    const mail = await take();
    const isSent = mail !== null && (await sendOne(mail));
    if (isSent) sent += 1;
    return isSent; // what failed waits; a server that is away is not asked again at once
  });
  return sent;
}

async function take(): Promise<Taken | null> {
  const [mail] = await db().$queryRaw<Taken[]>`
    UPDATE mail_outbox SET tries = tries + 1, next_try_at = app_now() + make_interval(secs => ${TAKEN_SECONDS})
    WHERE id = (SELECT m.id FROM mail_outbox m WHERE m.next_try_at <= app_now() ORDER BY m.id LIMIT 1 ${untaken('m')})
    RETURNING id, recipient, subject, text, created_at AS "createdAt", tries`;
  return mail ?? null;
}

async function sendOne(mail: Taken): Promise<boolean> {
  const renewing = setInterval(() => void renew(mail), RENEW_MS);
  try {
    const failure = await send(mail);
    await note(mail, failure);
    return failure === null;
  } finally {
    clearInterval(renewing);
  }
}

async function renew({ id, tries }: Taken): Promise<void> {
  await db().$executeRaw`
    UPDATE mail_outbox SET next_try_at = app_now() + make_interval(secs => ${TAKEN_SECONDS})
    WHERE id = ${id} AND tries = ${tries} AND sent_at IS NULL`.catch((error: unknown) =>
    log.warn({ err: error, mail: String(id) }, 'an e-mail being sent was not kept from others'),
  );
}

/** One, two, four … minutes until the next try. */
async function note({ id, tries }: Taken, failure: string | null): Promise<void> {
  const isLast = failure === null || tries >= MAIL_TRIES_MAX;
  await db().$executeRaw`
    UPDATE mail_outbox SET failure = ${failure},
      sent_at = CASE WHEN ${failure}::text IS NULL THEN app_now() END,
      next_try_at = CASE WHEN ${isLast} THEN NULL ELSE app_now() + make_interval(mins => (2 ^ (${tries}::int - 1))::int) END
    WHERE id = ${id} AND tries = ${tries}`;
}

async function send(mail: Taken): Promise<string | null> {
  const { hostname } = new URL(env().publicUrl);
  const from = env().SADDLEPOINT_MAIL_FROM ?? `saddlepoint@${hostname}`;
  const messageId = `<saddlepoint.${mail.id}.${mail.createdAt.getTime()}@${hostname}>`;
  try {
    const { recipient: to, subject, text } = mail;
    await transporter().sendMail({ from, to, subject, text, messageId });
    return null;
  } catch (error) {
    log.warn({ err: error, mail: String(mail.id) }, 'an e-mail was not taken by the mail server');
    return String(error).slice(0, 500);
  }
}
