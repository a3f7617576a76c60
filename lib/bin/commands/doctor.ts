import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { print, printJson, RefusedError } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { health } from '@/lib/jobs/health';
import { databaseUrl } from '@/lib/platform/database/client';
import { applyMigrations, migrationDrift } from '@/lib/platform/database/schema-engine';
import { env } from '@/lib/platform/env';
import { missingInProduction } from '@/lib/platform/secrets';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

const FREE_BYTES_MIN = 1_000_000_000;

/** Says how the site stands; ends with 1 when something would keep it from working. A silent worker is named, no more. */
export async function doctorCommand(options: { readonly json?: boolean }): Promise<void> {
  const findings: Finding[] = [await checkData(), checkSecrets()];
  await withDatabase(async () => {
    const applied = await applyMigrations(databaseUrl());
    const drift = await migrationDrift(databaseUrl());
    findings.push({
      check: 'migrations',
      ok: applied.length === 0 && drift === '',
      detail: drift === '' ? 'up to date' : 'the schema and the database differ',
    });
    const report = await health();
    findings.push({ check: 'database', ok: report.database === 'ok', detail: report.database });
    findings.push({
      check: 'worker',
      ok: true,
      detail: report.worker === 'ok' ? 'running' : 'not running now',
    });
  });
  if (options.json) printJson({ findings });
  else for (const each of findings) print(`${each.ok ? 'ok ' : 'BAD'} ${each.check}: ${each.detail}`);
  const bad = findings.filter((each) => !each.ok);
  if (bad.length > 0)
    throw new RefusedError(
      bad.map((each) => ({ code: 'unhealthy', field: each.check, message: each.detail })),
    );
}

async function checkData(): Promise<Finding> {
  const folder = env().dataDir;
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return {
    check: 'data directory',
    ok: free > FREE_BYTES_MIN,
    detail: `${folder}, ${(free / 1e9).toFixed(1)} GB free`,
  };
}

function checkSecrets(): Finding {
  const missing = missingInProduction();
  return {
    check: 'secrets',
    ok: missing.length === 0,
    detail: missing.length === 0 ? 'there' : `missing: ${missing.join(', ')}`,
  };
}
