import { createHmac } from 'node:crypto';
import { secrets } from '@/lib/platform/secrets';

/**
 * The secret a webhook's messages are signed with. Derived from the site's own and the webhook's id, so none is stored:
 * shown once, when the webhook is made.
 */
export function webhookSecret(webhookId: string): string {
  return `whsec_${createHmac('sha256', secrets().secret).update(`webhook ${webhookId}`).digest('base64url')}`;
}

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`: a message can't be changed, nor sent again much later. */
export function signatureOf(secret: string, body: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1_000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}
