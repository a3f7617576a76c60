import { describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { applyMigrations, migrationDrift } from '@/lib/platform/database/schema-engine';
import { useDatabase } from '../support/database';

const { url } = await useDatabase();

describe('migrations', () => {
  it('agree with schema.prisma', async () => {
    expect(await migrationDrift(url)).toBe('');
  });

  it('would be found out if they did not', async () => {
    await db().$executeRaw`ALTER TABLE course ADD COLUMN forgotten TEXT`;
    expect(await migrationDrift(url)).toContain('forgotten');
    await db().$executeRaw`ALTER TABLE course DROP COLUMN forgotten`;
  });

  it("applied again change nothing, and are known to the ordinary tool's table", async () => {
    expect(await applyMigrations(url)).toEqual([]);
    const rows = await db().$queryRaw<
      { name: string }[]
    >`SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL`;
    expect(rows.length).toBeGreaterThan(0);
  });
});
