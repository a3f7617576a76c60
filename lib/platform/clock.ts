import type { Db, Tx } from '@/lib/platform/database/client';

/** The database's clock, in milliseconds' precision. The only `now` that rules about time may use. */
export async function databaseNow(tx: Db | Tx): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
  const now = rows[0]?.now;
  if (!now) throw new Error('The database told no time.');
  return now;
}
