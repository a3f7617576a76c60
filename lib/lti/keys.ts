import { createHmac, randomUUID } from 'node:crypto';
import {
  CompactEncrypt,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import { db } from '@/lib/platform/database/client';
import { lockSite } from '@/lib/platform/database/locks';
import type { LtiKey, Prisma } from '@/lib/platform/prisma-client/client';
import { secrets } from '@/lib/platform/secrets';

/** A key this old is followed by a new one; platforms are shown the new one for some days before it signs. */
const KEY_DAYS = 180;
const SHOWN_DAYS_BEFORE = 3;
/** A replaced key stays in the set this long, for what was signed with it. */
const KEPT_DAYS = 30;

export interface SigningKey {
  readonly kid: string;
  readonly pair: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
}

/** The key that signs now: RS256, 2048 bits. Made on first use; private keys are stored encrypted (JWE, A256GCM). */
export async function signingKey(): Promise<SigningKey> {
  const rows = await currentKeys();
  const row = rows.find((each) => each.isShownLong) ?? rows.at(-1);
  if (!row) throw new Error('no key could be made');
  const { plaintext } = await compactDecrypt(row.privateJwe, encryptionKey());
  const privateJwk = JSON.parse(Buffer.from(plaintext).toString('utf8')) as JWK;
  const [publicKey, privateKey] = await Promise.all([
    importJWK(row.publicJwk as JWK, 'RS256', { extractable: true }),
    importJWK(privateJwk, 'RS256'),
  ]);
  if (publicKey instanceof Uint8Array || privateKey instanceof Uint8Array) throw new Error('not an RSA key');
  return { kid: row.kid, pair: { publicKey, privateKey } };
}

/** The public keys as a JSON Web Key Set (RFC 7517): the signing key, the one that will follow, the last one replaced. */
export async function publicKeys(): Promise<{ readonly keys: readonly JWK[] }> {
  const rows = await currentKeys();
  return {
    keys: rows.map((row) => ({ ...(row.publicJwk as JWK), kid: row.kid, alg: 'RS256', use: 'sig' })),
  };
}

type ShownKey = LtiKey & { readonly isShownLong: boolean };

/** Newest first; makes the first key, and the next one in time. Two processes at once make one between them. */
async function currentKeys(): Promise<ShownKey[]> {
  return db().$transaction(async (tx) => {
    await lockSite(tx, 'lti key');
    const [newest] = await tx.$queryRaw<{ isYoung: boolean }[]>`
      SELECT created_at > app_now() - make_interval(days => ${KEY_DAYS}) AS "isYoung" FROM lti_key
      ORDER BY created_at DESC LIMIT 1`;
    if (!newest?.isYoung) await tx.ltiKey.create({ data: await makeKey() });
    await tx.$executeRaw`
      DELETE FROM lti_key WHERE created_at < app_now() - make_interval(days => ${KEY_DAYS + KEPT_DAYS})
        AND created_at < (SELECT max(created_at) FROM lti_key)`;
    const shown = await tx.$queryRaw<{ kid: string }[]>`
      SELECT kid FROM lti_key WHERE created_at <= app_now() - make_interval(days => ${SHOWN_DAYS_BEFORE})`;
    const rows = await tx.ltiKey.findMany({ orderBy: { createdAt: 'desc' } });
    return rows.map((row) => ({ ...row, isShownLong: shown.some((each) => each.kid === row.kid) }));
  });
}

async function makeKey(): Promise<Prisma.LtiKeyCreateInput> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const [publicJwk, privateJwk] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)]);
  const privateJwe = await new CompactEncrypt(Buffer.from(JSON.stringify(privateJwk)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(encryptionKey());
  return { kid: randomUUID(), publicJwk: publicJwk as Prisma.InputJsonObject, privateJwe };
}

/** 32 bytes, derived from the installation's secret. */
function encryptionKey(): Uint8Array {
  return new Uint8Array(createHmac('sha256', secrets().secret).update('saddlepoint lti keys').digest());
}
