import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Db } from '@/lib/platform/database/client';
import { startCluster } from '@/lib/platform/postgres/cluster';

/** A running start command, and the processes it has started. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  output(): string;
  /** Its exit code once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** kill -9 of the child that runs `lib/bin/<name>.ts`. */
  killChild(name: 'web' | 'worker'): void;
  /** Makes it stand still: it answers nothing and does not end when asked to. */
  stopChild(name: 'web' | 'worker'): void;
}

export function makeDataDir(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-site-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** By Node itself, or by `npm start` as the README says. */
export async function start(
  dataDir: string,
  env: Record<string, string> = {},
  by: 'node' | 'npm' = 'node',
): Promise<Running> {
  const port = env.PORT ?? String(await freePort());
  const child = spawnStart(dataDir, { ...env, PORT: port }, by);
  const url = `http://localhost:${port}`;
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const { output } = await untilPrinted(child, new RegExp(`^ready `, 'm'));
  return {
    url,
    pid: child.pid ?? 0,
    output,
    ended,
    stop: (signal = 'SIGTERM') => stop(child, signal),
    killChild: (name) => signalChild(child, name, 'SIGKILL'),
    stopChild: (name) => signalChild(child, name, 'SIGSTOP'),
  };
}

/** Starts and waits for the end; for starts that are refused. */
export async function startAndEnd(
  dataDir: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnStart(dataDir, { PORT: String(await freePort()), ...env });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { code, output };
}

function spawnStart(dataDir: string, env: Record<string, string>, by: 'node' | 'npm' = 'node'): ChildProcess {
  const base = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(SADDLEPOINT_|npm_)/.test(name) && name !== 'DATABASE_URL' && name !== 'NODE_ENV',
    ),
  );
  const [command, args] =
    by === 'npm' ? ['npm', ['start']] : [process.execPath, ['--import', 'tsx', 'lib/bin/start.ts']];
  return spawn(command, args, {
    env: { ...base, SADDLEPOINT_DATA: dataDir, LOG_LEVEL: 'error', ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function untilPrinted(child: ChildProcess, pattern: RegExp): Promise<{ output: () => string }> {
  let output = '';
  return new Promise((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (pattern.test(output)) resolve({ output: () => output });
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
  });
}

function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function signalChild(parent: ChildProcess, name: 'web' | 'worker', signal: 'SIGKILL' | 'SIGSTOP'): void {
  const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8')
    .trim()
    .split(/\s+/);
  for (const pid of children) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${name}.ts`))
      process.kill(Number(pid), signal);
  }
}

/** Every process that works for a data directory: the site's own by their environment, the database's by their folder. */
export function processesOf(dataDir: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => belongsTo(pid, dataDir)).map(Number);
}

function belongsTo(pid: string, dataDir: string): boolean {
  try {
    if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return false; // ended, not yet waited for
    const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (environ.includes(`SADDLEPOINT_DATA=${dataDir}`)) return true;
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${dataDir}/`);
  } catch {
    return false; // gone meanwhile
  }
}

/** The number of the embedded database's server process. */
export function databasePid(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** The address of the site's embedded database. */
export async function siteDatabaseUrl(dataDir: string): Promise<string> {
  const { databasePassword } = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  return (await startCluster(dataDir, databasePassword)).url;
}

/** A connection to the site's embedded database. */
export async function siteDatabase(dataDir: string): Promise<Db> {
  return connect(await siteDatabaseUrl(dataDir));
}

export interface MadeSite {
  readonly competitionId: string;
  readonly tokens: readonly string[];
}

/** A competition (labels a, b, a, b, …; the first half public) that is open now, and students with tokens. */
export async function makeOpenCompetition(
  db: Db,
  dataDir: string,
  students: number,
  dailyLimit: number | null,
  rows = 4,
): Promise<MadeSite> {
  const text = solutionText(rows);
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeStored(dataDir, sha256, text);
  const slug = randomUUID().slice(0, 8);
  const course = await db.course.create({ data: { slug, title: 'A course', timezone: 'Asia/Taipei' } });
  const hour = 3_600_000;
  const assignment = await db.assignment.create({
    data: {
      courseId: course.id,
      slug,
      title: 'A competition',
      timezone: 'Asia/Taipei',
      opensAt: new Date(Date.now() - hour),
      closesAt: new Date(Date.now() + hour),
      competition: {
        create: {
          metric: 'accuracy',
          direction: 'higher_is_better',
          idColumn: 'Id',
          targetColumns: ['Class'],
          dailyLimit,
          rulesRequired: false,
        },
      },
    },
  });
  const solution = await db.solutionVersion.create({
    data: {
      competitionId: assignment.id,
      number: 1,
      sha256,
      fileName: 'solution.csv',
      rowsPublic: rows / 2,
      rowsPrivate: rows / 2,
      rowsIgnored: 0,
    },
  });
  await db.competition.update({
    where: { assignmentId: assignment.id },
    data: { activeSolutionId: solution.id },
  });
  const tokens = await Promise.all(
    Array.from({ length: students }, (_, index) => addStudent(db, course.id, index)),
  );
  return { competitionId: assignment.id, tokens };
}

function solutionText(rows: number): string {
  const line = (row: number): string =>
    `${row + 1},${row % 2 === 0 ? 'a' : 'b'},${row < rows / 2 ? 'Public' : 'Private'}`;
  return `Id,Class,Usage\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`;
}

/** Puts a text into the site's file store. */
export function storeText(dataDir: string, text: string): { readonly sha256: string } {
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeStored(dataDir, sha256, text);
  return { sha256 };
}

function writeStored(dataDir: string, sha256: string, text: string): void {
  const folder = path.join(dataDir, 'files', sha256.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, sha256.slice(2)), text);
}

async function addStudent(db: Db, courseId: string, index: number): Promise<string> {
  const token = `sp_${randomBytes(32).toString('base64url')}`;
  const name = `b${String(index).padStart(8, '0')}`;
  await db.user.create({
    data: {
      name,
      studentId: `${name}-${courseId.slice(0, 8)}`,
      enrolments: {
        create: { courseId, role: 'student', displayName: `${name}_x`, displayNameKey: `${name}_x` },
      },
      tokens: { create: { name: 'test', tokenHash: createHash('sha256').update(token).digest('hex') } },
    },
  });
  return token;
}

/** A prediction file: a label a row. */
export function uploadBody(labels: string): string {
  return `Id,Class\n${[...labels].map((label, index) => `${index + 1},${label}`).join('\n')}\n`;
}

/** Where the site keeps a file with this content. */
export function storedFile(dataDir: string, content: string): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return path.join(dataDir, 'files', sha256.slice(0, 2), sha256.slice(2));
}

/** Uploads a prediction of four labels; the answer as it comes. */
export function upload(
  url: string,
  site: MadeSite,
  token: string | undefined,
  labels = 'abab',
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = uploadBody(labels);
  return fetch(`${url}/api/competitions/${site.competitionId}/submissions?fileName=p.csv`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...headers },
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** The id of the web process whose data directory this is. */
export function webProcess(dataDir: string): number {
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bin/web.ts') &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(dataDir)
      );
    } catch {
      return false; // it has ended meanwhile
    }
  });
  if (!found) throw new Error('no web process');
  return Number(found);
}
