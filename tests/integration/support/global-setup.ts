import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '@/lib/platform/database/schema-engine';
import { startCluster } from '@/lib/platform/postgres/cluster';

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
    templateDatabase: string;
  }
}

const TEMPLATE = 'saddlepoint_template';

/** One real PostgreSQL for the whole run; every test file clones the migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-tests-'));
  const cluster = await startCluster(folder, 'only-for-this-run');
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const templateUrl = new URL(cluster.url);
  templateUrl.pathname = `/${TEMPLATE}`;
  await applyMigrations(templateUrl.toString());
  await layOutQueue(templateUrl.toString());
  project.provide('adminUrl', cluster.url);
  project.provide('templateDatabase', TEMPLATE);
  return async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function layOutQueue(url: string): Promise<void> {
  process.env.DATABASE_URL = url;
  const { startBoss } = await import('@/lib/platform/queue/boss');
  const { createQueues } = await import('@/lib/jobs/queues');
  const boss = await startBoss({ supervise: false, migrate: true });
  await createQueues(boss);
  await boss.stop({ graceful: false, wait: true });
  delete process.env.DATABASE_URL;
}
