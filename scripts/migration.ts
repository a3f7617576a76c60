/**
 * `npm run migration -- <name>`: writes the next migration from what `schema.prisma` says and the migrations do not.
 * Uses an embedded PostgreSQL of its own in a temporary folder.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyMigrations, migrationDrift } from '@/lib/platform/database/schema-engine';
import { startCluster } from '@/lib/platform/postgres/cluster';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: npm run migration -- <name in lower case, with _>');
  process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-migration-'));
const cluster = await startCluster(folder, 'only-for-this-run');
try {
  await applyMigrations(cluster.url);
  const sql = await migrationDrift(cluster.url);
  if (sql === '') {
    console.log('schema.prisma and the migrations agree; nothing written.');
  } else {
    const last = Math.max(...readdirSync('prisma/migrations').map((each) => Number.parseInt(each, 10) || 0));
    const target = path.join('prisma', 'migrations', `${String(last + 1).padStart(4, '0')}_${name}`);
    mkdirSync(target);
    writeFileSync(path.join(target, 'migration.sql'), sql);
    console.log(`wrote ${target}/migration.sql`);
  }
} finally {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
