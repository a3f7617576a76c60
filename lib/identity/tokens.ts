import { userByLogin } from '@/lib/identity/find-user';
import { hashSecret, makeSecret } from '@/lib/identity/secret';
import { needsOwnSignIn, notFound, TOKEN_SCOPES, type TokenScope, type Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

const PREFIX = 'sp_';
const NAME_MAX = 60;
const TOKENS_MAX = 50;
const DAY_MS = 86_400_000;
const LAST_USED_EVERY_MS = 60_000;

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly scope: string;
}

/** Makes a token of a person. Returns its secret, which is shown this once and stored only as a hash. */
export async function createToken(
  userId: string,
  name: string,
  expiresAt: Date | null = null,
  scope: TokenScope = 'all',
): Promise<string> {
  const secret = PREFIX + makeSecret();
  await db().$transaction(async (tx) => {
    const { id } = await tx.apiToken.create({
      data: { userId, name: name.slice(0, NAME_MAX), tokenHash: hashSecret(secret), expiresAt, scope },
    });
    await audit(tx, {
      actorId: userId,
      action: 'token.created',
      subject: `token ${id}`,
      detail: { name: name.slice(0, NAME_MAX), scope },
    });
  });
  return secret;
}

/** The same for a viewer who asks on a page: with a name, valid for `days` or until revoked (null), within a number of tokens. */
export async function createOwnToken(
  viewer: Viewer,
  name: string,
  days: number | null,
  scope: TokenScope = 'all',
): Promise<Result<string>> {
  const elsewhere = needsOwnSignIn(viewer);
  if (elsewhere) return elsewhere;
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > NAME_MAX) {
    return refuse({
      code: 'token_name',
      field: 'name',
      message: `Name the token, in 1 to ${NAME_MAX} characters.`,
    });
  }
  if ((await db().apiToken.count({ where: { userId: viewer.userId, revokedAt: null } })) >= TOKENS_MAX) {
    return refuse({ code: 'too_many_tokens', message: `You have ${TOKENS_MAX} tokens; revoke one first.` });
  }
  const expiresAt = days === null ? null : new Date((await databaseNow(db())).getTime() + days * DAY_MS);
  return ok(await createToken(viewer.userId, trimmed, expiresAt, scope));
}

/**
 * Whose token it is; null for one that is unknown, revoked or expired, or whose owner is disabled. With `login` (the user
 * name of HTTP Basic) the token must be of that account.
 */
export async function viewerOfToken(secret: string, login?: string): Promise<Viewer | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const token = await db().apiToken.findUnique({ where: { tokenHash: hashSecret(secret) }, include: OWNER });
  const viewer = token && (await holderOf(token));
  if (!viewer) return null;
  return login === undefined || (await userByLogin(login))?.id === viewer.userId ? viewer : null;
}

/** The same by the token's row, for what it has made that outlives the request: a ticket, a stream. */
export async function viewerOfTokenId(id: string): Promise<Viewer | null> {
  const token = await db().apiToken.findUnique({ where: { id }, include: OWNER });
  return token && holderOf(token);
}

const OWNER = {
  user: { select: { id: true, name: true, canCreateCourses: true, disabledAt: true } },
} as const;
type OwnedToken = Prisma.ApiTokenGetPayload<{ include: typeof OWNER }>;

async function holderOf(token: OwnedToken): Promise<Viewer | null> {
  if (token.revokedAt || token.user.disabledAt) return null;
  const now = await databaseNow(db());
  if (token.expiresAt && token.expiresAt <= now) return null;
  if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() >= LAST_USED_EVERY_MS) {
    await db().apiToken.update({ where: { id: token.id }, data: { lastUsedAt: now } });
  }
  const { id, name, canCreateCourses } = token.user;
  const scope = TOKEN_SCOPES.find((each) => each === token.scope) ?? 'read';
  const by = { kind: 'token', id: token.id } as const;
  return { userId: id, name, canCreateCourses: canCreateCourses && scope === 'all', scope, by };
}

/** Whose a token is or was, whether or not it still works; null for one that is none. */
export async function tokenOwner(secret: string): Promise<string | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const where = { tokenHash: hashSecret(secret) };
  return (await db().apiToken.findUnique({ where, select: { userId: true } }))?.userId ?? null;
}

/** The login (student ID, else e-mail address) of who holds a token; null for one that does not work. */
export async function tokenHolder(secret: string): Promise<{ login: string } | null> {
  const viewer = await viewerOfToken(secret);
  const user = viewer && (await db().user.findUnique({ where: { id: viewer.userId } }));
  return user ? { login: user.studentId ?? user.email ?? user.name } : null;
}

/** The login of the viewer's own account, as the command line's configuration names it. */
export async function loginOf(viewer: Viewer): Promise<string> {
  const user = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  return user.studentId ?? user.email ?? user.name;
}

/** The viewer's own tokens that still work or have expired, newest first. */
export async function listTokens(viewer: Viewer): Promise<readonly TokenView[]> {
  return db().apiToken.findMany({
    where: { userId: viewer.userId, revokedAt: null },
    select: { id: true, name: true, createdAt: true, expiresAt: true, lastUsedAt: true, scope: true },
    orderBy: { createdAt: 'desc' },
  });
}

/** Ends a token of one's own; somebody else's is not found. */
export async function revokeToken(viewer: Viewer, tokenId: string): Promise<Result<null>> {
  const elsewhere = needsOwnSignIn(viewer);
  if (elsewhere) return elsewhere;
  return db().$transaction(async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { id: tokenId, userId: viewer.userId, revokedAt: null },
      data: { revokedAt: await databaseNow(tx) },
    });
    if (count === 0) return notFound('token');
    await audit(tx, { actorId: viewer.userId, action: 'token.revoked', subject: `token ${tokenId}` });
    return ok(null);
  });
}
