import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { env } from '@/lib/platform/env';

const schema = z.object({
  /** Signs sessions and derives every other secret. */
  secret: z.string().min(32),
  /** Password of the embedded database. */
  databasePassword: z.string().min(16),
});
export type Secrets = z.infer<typeof schema>;

function secretsPath(): string {
  return path.join(env().dataDir, 'secrets.json');
}

/**
 * Names of what a production start needs and neither the environment nor the data directory gives.
 * Outside production nothing is required: the first start makes the secrets.
 */
export function missingInProduction(): string[] {
  const settings = env();
  if (settings.NODE_ENV !== 'production') return [];
  const missing: string[] = [];
  if (!settings.SADDLEPOINT_SECRET && !existsSync(secretsPath())) missing.push('SADDLEPOINT_SECRET');
  if (!settings.SADDLEPOINT_URL) missing.push('SADDLEPOINT_URL');
  return missing;
}

/** Reads the data directory's secrets, making them when the directory has none. */
export function secrets(): Secrets {
  const file = secretsPath();
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    const made: Secrets = {
      secret: env().SADDLEPOINT_SECRET ?? randomBytes(32).toString('base64url'),
      databasePassword: randomBytes(24).toString('base64url'),
    };
    // wx: of two processes that start at once, one makes the file and the other reads it.
    try {
      writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const stored = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...stored, secret: env().SADDLEPOINT_SECRET ?? stored.secret };
}
