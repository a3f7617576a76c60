import { db } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';

/** What is known of stored files that are not what their names say. The health of the site and its doctor read it. */
export type DamageKind = 'changed' | 'missing';

/** Writes a damaged file down and raises the alarm, once. */
export async function noteDamage(hash: string, kind: DamageKind): Promise<void> {
  const isNew = await db().$executeRaw`
    INSERT INTO store_damage (hash, kind) VALUES (${hash}, ${kind})
    ON CONFLICT (hash) DO UPDATE SET kind = EXCLUDED.kind, found_at = app_now(), mended_at = NULL
      WHERE store_damage.mended_at IS NOT NULL OR store_damage.kind <> EXCLUDED.kind`;
  if (isNew === 1)
    log.error({ sha256: hash, kind }, 'a stored file is not what its hash says: bring it back from a backup');
}

/** Writes down that files which were damaged are whole again. */
export async function noteWhole(hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await db().$executeRaw`
    UPDATE store_damage SET mended_at = app_now() WHERE hash = ANY(${[...hashes]}::text[]) AND mended_at IS NULL`;
  log.warn({ sha256: hashes }, 'stored files that were damaged are whole again');
}

/** Hashes of the files that are damaged now. */
export async function openDamage(): Promise<readonly string[]> {
  const rows = await db().storeDamage.findMany({ where: { mendedAt: null }, select: { hash: true } });
  return rows.map((row) => row.hash);
}
