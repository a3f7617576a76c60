import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { databaseNow } from '@/lib/platform/clock';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { LinkPurpose, SecretLink } from '@/lib/platform/prisma-client/client';
import { refuse, type Refused } from '@/lib/platform/result';

export const INVITATION_DAYS = 14;
const DAY_MS = 86_400_000;

export interface NewLink {
  readonly userId: string;
  /** Goes into the address; only its hash is stored. */
  readonly token: string;
}

/** Gives each person a fresh link to set a password; the links they had before stop working. */
export async function makeInvitations(tx: Tx, userIds: readonly string[]): Promise<readonly NewLink[]> {
  const links = userIds.map((userId) => ({ userId, token: makeSecret() }));
  const expiresAt = new Date((await databaseNow(tx)).getTime() + INVITATION_DAYS * DAY_MS);
  await tx.secretLink.deleteMany({
    where: { purpose: 'set_password', userId: { in: [...userIds] }, usedAt: null },
  });
  await tx.secretLink.createMany({
    data: links.map(({ userId, token }) => ({
      purpose: 'set_password' as const,
      userId,
      tokenHash: hashSecret(token),
      expiresAt,
    })),
  });
  return links;
}

/** The link of a token, while it can be used; null for one unknown, used or expired. */
export async function findLink(tx: Db | Tx, purpose: LinkPurpose, token: string): Promise<SecretLink | null> {
  const link = await tx.secretLink.findUnique({ where: { tokenHash: hashSecret(token) } });
  if (!link || link.purpose !== purpose || link.usedAt || link.expiresAt <= (await databaseNow(tx)))
    return null;
  return link;
}

/** Marks a link as used. Of two requests at once exactly one gets the link; the other, and what is not usable, null. */
export async function useLink(tx: Tx, purpose: LinkPurpose, token: string): Promise<SecretLink | null> {
  const link = await findLink(tx, purpose, token);
  if (!link) return null;
  const { count } = await tx.secretLink.updateMany({
    where: { id: link.id, usedAt: null },
    data: { usedAt: await databaseNow(tx) },
  });
  return count === 1 ? link : null;
}

export function linkRefused(): Refused {
  return refuse({
    code: 'link_not_valid',
    message: 'This link has been used, has expired, or is not complete. Ask whoever sent it for a new one.',
  });
}
