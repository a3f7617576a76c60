import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Viewer } from '@/lib/identity/viewer';
import { viewerNow } from '@/lib/identity/viewer-now';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { secrets } from '@/lib/platform/secrets';

const signed = {
  userId: z.uuid(),
  /** What it was made with, and ends with. */
  by: z.object({ kind: z.enum(['session', 'token']), id: z.uuid() }),
  expires: z.number(),
};

/**
 * An address that works by itself for a while: the client follows redirects and upload addresses without its credentials. It
 * says for whom and what, and is signed; what may be done is decided anew when it is used, and it ends with the token it was
 * made with (A107).
 */
const payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), uploadId: z.uuid(), ...signed }),
  z.object({ kind: z.literal('file'), competitionId: z.uuid(), path: z.string(), ...signed }),
  z.object({ kind: z.literal('archive'), competitionId: z.uuid(), ...signed }),
  z.object({ kind: z.literal('submission'), submissionId: z.number(), ...signed }),
]);
export type Ticket = z.infer<typeof payload>;
type Unsigned<T> = T extends Ticket ? Omit<T, 'expires' | 'userId' | 'by'> : never;

const LIFETIME_MS = 2 * 3_600_000;

export async function makeTicket(viewer: Viewer, wanted: Unsigned<Ticket>): Promise<string> {
  const { userId, by } = viewer;
  if (!by) throw new Error('a ticket is made for who came with a token or a session');
  const expires = (await databaseNow(db())).getTime() + LIFETIME_MS;
  const body = Buffer.from(JSON.stringify({ ...wanted, userId, by, expires })).toString('base64url');
  return `${body}.${signatureOf(body)}`;
}

/** What a ticket is for, and for whom; null for one that is not ours, over, or whose token is. */
export async function readTicket(ticket: string): Promise<{ ticket: Ticket; viewer: Viewer } | null> {
  const [body = '', signature = ''] = ticket.split('.');
  const [given, wanted] = [Buffer.from(signature), Buffer.from(signatureOf(body))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.expires <= (await databaseNow(db())).getTime()) return null;
  const { userId, by } = parsed.data;
  const viewer = await viewerNow({ userId, name: '', canCreateCourses: false, by });
  if (viewer?.userId !== userId) return null;
  return { ticket: parsed.data, viewer };
}

function signatureOf(body: string): string {
  return createHmac('sha256', `saddlepoint ticket ${secrets().secret}`).update(body).digest('base64url');
}
