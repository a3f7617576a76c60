import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import {
  postgresBinaries,
  unprivilegedUser,
  type PostgresBinaries,
  type RunAs,
} from '@/lib/platform/postgres/binaries';
import { portFor } from '@/lib/platform/postgres/port';
import { endLeftBehind, serverIsThere } from '@/lib/platform/postgres/processes';
import { run, tryRun } from '@/lib/platform/postgres/run';

const DATABASE = 'saddlepoint';
const OWNER = 'saddlepoint';

export interface RunningCluster {
  /** Connection string of the application's database. */
  readonly url: string;
  /** false: it was running already, started by another process. */
  readonly startedHere: boolean;
  /** Whether its server process is there. Asks nobody: it may still be on its way up. */
  isAlive(): boolean;
  /** Starts it again after its end and returns its address, as a rule the one it had. Throws when it does not come up. */
  revive(): Promise<string>;
  /** Stops it. `ifIdle` leaves it running while somebody else is connected; `now` ends it without a last checkpoint. */
  stop(options?: { readonly ifIdle?: boolean; readonly now?: boolean }): Promise<void>;
}

interface Cluster {
  readonly folder: string;
  readonly password: string;
  readonly binaries: PostgresBinaries;
  readonly runAs: RunAs;
}

/**
 * Starts the embedded PostgreSQL of a data directory, making the cluster on the first start, or joins the one that runs.
 * It listens on a free port of the loopback address only. Survives a kill of its parent: the next start joins it.
 */
export async function startCluster(dataDir: string, password: string): Promise<RunningCluster> {
  const binaries = postgresBinaries();
  mkdirSync(dataDir, { recursive: true });
  const folder = path.join(dataDir, 'postgres');
  const runAs = unprivilegedUser([binaries.postgres, folder]);
  const cluster: Cluster = { folder, password, binaries, runAs };
  if (!existsSync(path.join(folder, 'PG_VERSION'))) await initialise(cluster);
  const startedHere = !(await isRunning(cluster));
  if (startedHere) await start(cluster);
  const url = urlOf(cluster, DATABASE);
  await createDatabase(cluster);
  return {
    url,
    startedHere,
    isAlive: () => serverIsThere(folder),
    revive: () => revive(cluster),
    stop: (options = {}) => stop(cluster, options),
  };
}

async function revive(cluster: Cluster): Promise<string> {
  endLeftBehind(cluster.folder);
  if (!(await isRunning(cluster))) await start(cluster);
  return urlOf(cluster, DATABASE);
}

async function initialise(cluster: Cluster): Promise<void> {
  // Made beside its final place and renamed, so that a start killed half-way leaves nothing that looks finished.
  const fresh = `${cluster.folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = `${cluster.folder}.password`;
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  const owner = ownerOf(cluster.runAs);
  if (owner) {
    chownSync(fresh, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  try {
    await run(cluster.runAs, cluster.binaries.initdb, [
      `--pgdata=${fresh}`,
      '--auth=scram-sha-256',
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--data-checksums',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, cluster.folder);
}

function ownerOf(runAs: RunAs): { uid: number; gid: number } | null {
  if (runAs.uid !== undefined && runAs.gid !== undefined) return { uid: runAs.uid, gid: runAs.gid };
  const uid = runAs.prefix.find((part) => part.startsWith('--reuid='))?.slice(8);
  const gid = runAs.prefix.find((part) => part.startsWith('--regid='))?.slice(8);
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

async function isRunning(cluster: Cluster): Promise<boolean> {
  const { code } = await tryRun(cluster.runAs, cluster.binaries.pgCtl, ['status', '-D', cluster.folder]);
  if (code !== 0) return false;
  // Started, but maybe not yet ready for connections (recovery after a crash).
  await waitUntilReady(cluster);
  return true;
}

async function start(cluster: Cluster): Promise<void> {
  const port = await portFor(cluster.folder);
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    "-c unix_socket_directories=''",
    '-c max_connections=100',
    '-c tcp_keepalives_idle=30',
    '-c tcp_keepalives_interval=10',
    '-c tcp_keepalives_count=3',
  ].join(' ');
  const logFile = path.join(cluster.folder, 'server.log');
  const { code } = await tryRun(cluster.runAs, cluster.binaries.pgCtl, [
    'start',
    '-w',
    '-t',
    '60',
    '-D',
    cluster.folder,
    '-l',
    logFile,
    '-o',
    settings,
  ]);
  if (
    code === 0 ||
    (await tryRun(cluster.runAs, cluster.binaries.pgCtl, ['status', '-D', cluster.folder])).code === 0
  ) {
    await waitUntilReady(cluster); // also when another process won the race to start it
    return;
  }
  const tail = existsSync(logFile)
    ? readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n')
    : '(no log)';
  throw new Error(`The embedded PostgreSQL did not start. Its log ends:\n${tail}`);
}

async function stop(
  cluster: Cluster,
  options: { readonly ifIdle?: boolean; readonly now?: boolean },
): Promise<void> {
  if (!serverIsThere(cluster.folder)) return;
  if (options.ifIdle && (await otherConnections(cluster)) > 0) return;
  await tryRun(cluster.runAs, cluster.binaries.pgCtl, [
    'stop',
    '-w',
    '-t',
    '60',
    '-m',
    options.now ? 'immediate' : 'fast',
    '-D',
    cluster.folder,
  ]);
}

async function otherConnections(cluster: Cluster): Promise<number> {
  return withClient(urlOf(cluster, 'postgres'), async (client) => {
    const answer = await client.query<{ n: string }>(
      "select count(*) as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return Number(answer.rows[0]?.n ?? 0);
  });
}

async function createDatabase(cluster: Cluster): Promise<void> {
  await withClient(urlOf(cluster, 'postgres'), async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function waitUntilReady(cluster: Cluster): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await withClient(urlOf(cluster, 'postgres'), (client) => client.query('select 1'));
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Line 4 of postmaster.pid is the port (PostgreSQL manual, "Database File Layout"). */
function urlOf(cluster: Cluster, database: string): string {
  const port = readFileSync(path.join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n')[3]?.trim();
  return `postgresql://${OWNER}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
