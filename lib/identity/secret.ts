import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in an address. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret of full entropy: its SHA-256 in hex; a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
