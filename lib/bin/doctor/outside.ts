import { createTransport } from 'nodemailer';
import type pg from 'pg';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { exists } from '@/lib/platform/backup/snapshot';
import { env } from '@/lib/platform/env';
import { MAIL_TRIES_MAX } from '@/lib/platform/mail/outbox';

const ANSWER_MS_MAX = 5_000;

/** Greets the mail server and signs in; sends nothing. */
export async function checkMail(): Promise<Finding> {
  const url = env().SADDLEPOINT_SMTP_URL;
  if (url === undefined) return fine('mail', 'not set up (SADDLEPOINT_SMTP_URL); none is sent');
  const transport = createTransport({
    url,
    connectionTimeout: ANSWER_MS_MAX,
    greetingTimeout: ANSWER_MS_MAX,
    socketTimeout: ANSWER_MS_MAX,
  });
  try {
    await transport.verify();
    return fine('mail', `${new URL(url).host} answers`);
  } catch (error) {
    return bad('mail', `${new URL(url).host}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    transport.close();
  }
}

/** Mails that wait, and those that were given up. */
export async function checkOutbox(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ waiting: number; lost: number }>(
    `SELECT (count(*) FILTER (WHERE tries < $1))::int AS waiting, (count(*) FILTER (WHERE tries >= $1))::int AS lost
     FROM mail_outbox WHERE sent_at IS NULL`,
    [MAIL_TRIES_MAX],
  );
  const { waiting = 0, lost = 0 } = rows[0] ?? {};
  const detail = `${waiting} mails wait, ${lost} were given up`;
  return lost > 0 ? warning('mails', detail) : fine('mails', detail);
}

/** Webhooks that were switched off, and messages that wait for the others. */
export async function checkWebhooks(client: pg.Client): Promise<Finding> {
  if (!(await exists(client, 'public.webhook'))) return fine('webhooks', 'none');
  const { rows } = await client.query<{ all: number; off: number; waiting: number }>(
    `SELECT count(*)::int AS "all", (count(*) FILTER (WHERE disabled_at IS NOT NULL))::int AS off,
            (SELECT count(*)::int FROM webhook_delivery WHERE next_try_at IS NOT NULL) AS waiting
     FROM webhook`,
  );
  const { all = 0, off = 0, waiting = 0 } = rows[0] ?? {};
  const detail = `${all}, ${off} switched off after failures, ${waiting} messages wait`;
  return off > 0 ? warning('webhooks', detail) : fine('webhooks', detail);
}

/** Asks the sign-in provider for its discovery document, as a sign-in does. */
export async function checkSignIn(): Promise<Finding> {
  const { SADDLEPOINT_OIDC_ISSUER: issuer, SADDLEPOINT_OIDC_CLIENT_ID: clientId } = env();
  if (!issuer) return fine('sign-in provider', 'not set up (SADDLEPOINT_OIDC_ISSUER)');
  if (!clientId) return bad('sign-in provider', 'SADDLEPOINT_OIDC_CLIENT_ID is not set');
  const address = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  if (!answer.ok) return bad('sign-in provider', `${address} answers ${answer.status}`);
  const { issuer: said } = (await answer.json()) as { issuer?: string };
  return said?.replace(/\/+$/, '') === issuer.replace(/\/+$/, '')
    ? fine('sign-in provider', `${issuer} answers`)
    : bad('sign-in provider', `${issuer} calls itself ${said ?? 'nothing'}`);
}

export function checkAddress(): Finding {
  const { SADDLEPOINT_URL: given, publicUrl, NODE_ENV } = env();
  if (!given && NODE_ENV === 'production') return bad('address', 'SADDLEPOINT_URL is not set');
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  return protocol === 'https:' || isLocal
    ? fine('address', publicUrl)
    : warning('address', `${publicUrl} is not https: passwords and tokens travel in the clear`);
}
