import pg from 'pg';
import { checkClock, checkDatabase, checkMigrations } from '@/lib/bin/doctor/database';
import { checkContents, checkFiles } from '@/lib/bin/doctor/files';
import { checked, type Finding } from '@/lib/bin/doctor/finding';
import { checkDataDirectory, checkRuntime, checkSecrets } from '@/lib/bin/doctor/host';
import { checkAddress, checkMail, checkOutbox, checkSignIn, checkWebhooks } from '@/lib/bin/doctor/outside';
import { checkQueue, checkWorker } from '@/lib/bin/doctor/work';
import { reportFindings } from '@/lib/bin/doctor/report';
import { withSiteCluster } from '@/lib/bin/site-cluster';
import { disconnect } from '@/lib/platform/database/client';

/** Says how the site stands and changes nothing; ends with 1 when something is bad. */
export async function doctorCommand(options: { readonly json?: boolean }): Promise<void> {
  const findings: Finding[] = [
    checkRuntime(),
    ...(await checked('data directory', checkDataDirectory)),
    checkSecrets(),
    checkAddress(),
  ];
  findings.push(...(await checked('database', () => withSiteCluster(ofTheDatabase))));
  findings.push(...(await checked('mail', checkMail)), ...(await checked('sign-in provider', checkSignIn)));
  reportFindings(findings, options.json ?? false);
}

async function ofTheDatabase(url: string): Promise<readonly Finding[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'saddlepoint doctor' });
  await client.connect();
  try {
    const checks = [
      ['database', () => checkDatabase(client)],
      ['clock', () => checkClock(client)],
      ['migrations', () => checkMigrations(client, url)],
      ['files', () => checkFiles(client)],
      ['contents of files', () => checkContents(client)],
      ['worker', checkWorker],
      ['queue', () => checkQueue(client)],
      ['mails', () => checkOutbox(client)],
      ['webhooks', () => checkWebhooks(client)],
    ] as const;
    const findings: Finding[] = [];
    for (const [name, check] of checks) findings.push(...(await checked(name, check)));
    return findings;
  } finally {
    await disconnect();
    await client.end();
  }
}
