import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { secrets } from '@/lib/platform/secrets';

/**
 * An address that works by itself for a while: the client follows redirects and upload addresses without its credentials. It
 * says for whom and what, and is signed; what may be done is decided anew when it is used.
 */
const payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), userId: z.uuid(), uploadId: z.uuid(), expires: z.number() }),
  z.object({
    kind: z.literal('file'),
    userId: z.uuid(),
    competitionId: z.uuid(),
    path: z.string(),
    expires: z.number(),
  }),
  z.object({ kind: z.literal('archive'), userId: z.uuid(), competitionId: z.uuid(), expires: z.number() }),
]);
export type Ticket = z.infer<typeof payload>;
type Unsigned<T> = T extends Ticket ? Omit<T, 'expires' | 'userId'> : never;

const LIFETIME_MS = 2 * 3_600_000;

export async function makeTicket(viewer: Viewer, wanted: Unsigned<Ticket>): Promise<string> {
  const expires = (await databaseNow(db())).getTime() + LIFETIME_MS;
  const body = Buffer.from(JSON.stringify({ ...wanted, userId: viewer.userId, expires })).toString(
    'base64url',
  );
  return `${body}.${signatureOf(body)}`;
}

/** What a ticket is for, and for whom; null for one that is not ours, over, or of a disabled account. */
export async function readTicket(ticket: string): Promise<{ ticket: Ticket; viewer: Viewer } | null> {
  const [body = '', signature = ''] = ticket.split('.');
  const [given, wanted] = [Buffer.from(signature), Buffer.from(signatureOf(body))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.expires <= (await databaseNow(db())).getTime()) return null;
  const user = await db().user.findUnique({ where: { id: parsed.data.userId } });
  if (!user || user.disabledAt) return null;
  const viewer = { userId: user.id, name: user.name, canCreateCourses: false };
  return { ticket: parsed.data, viewer };
}

function signatureOf(body: string): string {
  return createHmac('sha256', `saddlepoint ticket ${secrets().secret}`).update(body).digest('base64url');
}
