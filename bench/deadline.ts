/**
 * `npm run bench:deadline`: the last minutes before a deadline on a running site. 1,300 students each upload a file of
 * 451,552 rows while 200 readers poll the board. At the end everything is reconciled: receipts = submissions = files =
 * scores. Smaller: `npm run bench:deadline -- --students 100`.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { storeCopy, isStored } from '@/lib/platform/files/store';
import { connect, type Db } from '@/lib/platform/database/client';

const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '1300' },
    readers: { type: 'string', default: '200' },
    rows: { type: 'string', default: '451552' },
    parallel: { type: 'string', default: '64' },
    port: { type: 'string', default: '3977' },
  },
});
const students = Number(values.students);
const readers = Number(values.readers);
const rows = Number(values.rows);
const CLASSES = 39;

const dataDir = mkdtempSync(path.join(tmpdir(), 'saddlepoint-bench-'));
process.env.SADDLEPOINT_DATA = dataDir;
const site = startSite();
try {
  await site.ready;
  const db = connect(await site.databaseUrl());
  console.log(
    `${students} students, ${readers} readers, ${rows} rows a file, ${values.parallel} uploads at once`,
  );
  const setup = await prepare(db);
  const load = await runLoad(setup);
  await allScored(db, setup.competitionId);
  await report(db, setup.competitionId, load);
  await db.$disconnect();
} finally {
  await site.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

interface Setup {
  readonly competitionId: string;
  readonly tokens: readonly string[];
  readonly readerTokens: readonly string[];
}

interface Load {
  readonly receipts: readonly { submissionId: number; toReceiptMs: number; lastByteAt: number }[];
  readonly errors: readonly string[];
  readonly boardReads: number;
  readonly boardNotModified: number;
  readonly uploadMs: number;
  readonly fileBytes: number;
}

async function prepare(db: Db): Promise<Setup> {
  const lines = ['Id,Class,Usage'];
  for (let id = 0; id < rows; id += 1)
    lines.push(`${id},${(id * 31) % CLASSES},${(id * 2_654_435_761) % 2 === 0 ? 'Public' : 'Private'}`);
  const solutionFile = path.join(dataDir, 'solution.csv');
  writeFileSync(solutionFile, `${lines.join('\n')}\n`);
  const stored = await storeCopy(solutionFile);
  const course = await db.course.create({ data: { slug: 'bench', title: 'Bench', timezone: 'UTC' } });
  const assignment = await db.assignment.create({
    data: {
      courseId: course.id,
      slug: 'hw2',
      title: 'HW2',
      timezone: 'UTC',
      opensAt: new Date(Date.now() - 86_400_000),
      closesAt: new Date(Date.now() + 86_400_000),
      competition: {
        create: {
          metric: 'accuracy',
          direction: 'higher_is_better',
          idColumn: 'Id',
          targetColumns: ['Class'],
          dailyLimit: 5,
          rulesRequired: false,
        },
      },
    },
  });
  const half = Math.floor(rows / 2);
  const solution = await db.solutionVersion.create({
    data: {
      competitionId: assignment.id,
      number: 1,
      sha256: stored.sha256,
      fileName: 'solution.csv',
      rowsPublic: half,
      rowsPrivate: rows - half,
      rowsIgnored: 0,
    },
  });
  await db.competition.update({
    where: { assignmentId: assignment.id },
    data: { activeSolutionId: solution.id },
  });
  const tokens: string[] = [];
  for (let index = 0; index < students; index += 1) tokens.push(await addStudent(db, course.id, index));
  return {
    competitionId: assignment.id,
    tokens,
    readerTokens: Array.from({ length: readers }, (_, i) => tokens[i % tokens.length] ?? ''),
  };
}

async function addStudent(db: Db, courseId: string, index: number): Promise<string> {
  const token = `sp_${randomBytes(32).toString('base64url')}`;
  await db.user.create({
    data: {
      name: `Student ${index}`,
      studentId: `b${String(index).padStart(8, '0')}`,
      enrolments: {
        create: {
          courseId,
          role: 'student',
          displayName: `b${index}_bench`,
          displayNameKey: `b${index}_bench`,
        },
      },
      tokens: { create: { name: 'bench', tokenHash: createHash('sha256').update(token).digest('hex') } },
    },
  });
  return token;
}

async function runLoad(setup: Setup): Promise<Load> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/deadline-load.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(
    JSON.stringify({
      ...setup,
      origin: `http://127.0.0.1:${values.port}`,
      rows,
      classes: CLASSES,
      uploadsAtOnce: Number(values.parallel),
      pollMs: 2_000,
      secondsMax: 900,
    }),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Load;
}

async function allScored(db: Db, competitionId: string): Promise<void> {
  const until = Date.now() + 600_000;
  for (;;) {
    const waiting = await db.submission.count({
      where: { competitionId, status: { in: ['queued', 'scoring'] } },
    });
    if (waiting === 0) return;
    if (Date.now() > until) throw new Error(`${waiting} submissions were not scored in ten minutes`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function report(db: Db, competitionId: string, load: Load): Promise<void> {
  const submissions = await db.submission.findMany({
    where: { competitionId },
    select: { id: true, sha256: true, status: true, scoredAt: true },
  });
  const scores = await db.score.count({ where: { submission: { competitionId } } });
  const scoredAt = new Map(submissions.map((each) => [each.id, each.scoredAt?.getTime() ?? Number.NaN]));
  const toScore = load.receipts.map(
    (each) => (scoredAt.get(each.submissionId) ?? Number.NaN) - each.lastByteAt,
  );
  const seconds = load.uploadMs / 1_000;
  console.log(`file                      ${(load.fileBytes / 1e6).toFixed(2)} MB`);
  console.log(
    `receipts                  ${load.receipts.length} in ${seconds.toFixed(1)} s: ${(load.receipts.length / seconds).toFixed(1)} a second`,
  );
  console.log(`last byte to receipt      ${percentiles(load.receipts.map((each) => each.toReceiptMs))}`);
  console.log(`last byte to score        ${percentiles(toScore)}`);
  console.log(
    `board reads               ${load.boardReads} (${(load.boardReads / seconds).toFixed(1)} a second), ${load.boardNotModified} not modified`,
  );
  console.log(
    `errors                    ${load.errors.length}${load.errors.length > 0 ? `: ${[...new Set(load.errors)].slice(0, 5).join(' | ')}` : ''}`,
  );
  const files = new Set(submissions.map((each) => each.sha256));
  let missing = 0;
  for (const sha256 of files) if (!(await isStored(sha256))) missing += 1;
  const scored = submissions.filter((each) => each.status === 'scored').length;
  console.log(
    `reconciled                receipts ${load.receipts.length}, submissions ${submissions.length}, scored ${scored}, scores ${scores}, files ${files.size}, files missing ${missing}`,
  );
  const isWhole =
    load.receipts.length === submissions.length &&
    scored === submissions.length &&
    scores === submissions.length &&
    missing === 0;
  console.log(isWhole ? 'nothing receipted was lost or scored twice' : 'NOT RECONCILED');
  if (!isWhole) process.exitCode = 1;
}

function percentiles(samples: readonly number[]): string {
  const sorted = [...samples].filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`;
}

function startSite(): { ready: Promise<void>; databaseUrl(): Promise<string>; stop(): Promise<void> } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/bin/start.ts'], {
    env: { ...process.env, PORT: values.port, SADDLEPOINT_DATA: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (/^ready /m.test(chunk.toString())) resolve();
    });
    child.on('exit', (code) => reject(new Error(`the site ended with ${code}`)));
  });
  return {
    ready,
    databaseUrl: async () => {
      const { startCluster } = await import('@/lib/platform/postgres/cluster');
      const { secrets } = await import('@/lib/platform/secrets');
      return (await startCluster(dataDir, secrets().databasePassword)).url;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
