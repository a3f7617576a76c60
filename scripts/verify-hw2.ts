/**
 * `npm run verify:hw2`: runs HW2-1 as a student does. Builds the default corpus (or takes `--data <folder>`), trains the
 * TypeScript edition of the sample code and, where Python has torch, the Python edition; uploads both predictions to a
 * running site over HTTP; prints their public scores beside the baselines.
 *
 * With `--url`, `--token` and `--competition` the site is yours; else one is started in a temporary folder, with the HW2
 * bundle in a competition that is open now. `--full` trains all 20 epochs instead of `--small`.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { DateTime } from 'luxon';
import { parse, stringify } from 'yaml';
import type { Board } from '@/lib/leaderboard/board.types';

const BUNDLE = path.join('courses', 'ml2021spring', 'hw2');
const PYTHON = '/usr/bin/python3';
const SCORED_MS_MAX = 120_000;
const COURSE = 'verify';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    url: { type: 'string' },
    token: { type: 'string' },
    competition: { type: 'string' },
    full: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

interface Target {
  readonly url: string;
  readonly competitionId: string;
  tokenFor(edition: string): Promise<string>;
  stop(): Promise<void>;
}

interface Outcome {
  readonly name: string;
  readonly score: string;
  readonly seconds: number | null;
}

const work = await mkdtemp(path.join(tmpdir(), 'verify-hw2-'));
try {
  const data = await corpus();
  if (!given.url) await checkSolution(data);
  const target = given.url ? givenSite(given.url) : await ownSite(data);
  try {
    print(await verify(target, data));
  } finally {
    await target.stop();
  }
} finally {
  if (given.keep) console.log(`kept: ${work}`);
  else await rm(work, { recursive: true, force: true });
}

async function corpus(): Promise<string> {
  if (given.data) return path.resolve(given.data);
  const folder = path.join(work, 'corpus');
  console.log('Building the default corpus …');
  await run(process.execPath, ['scripts/saddlepoint.mjs', 'corpus', 'build', '--out', folder]);
  return folder;
}

/** Another test set than the bundle's would make every score meaningless. */
async function checkSolution(data: string): Promise<void> {
  const [built, kept] = await Promise.all(
    [data, BUNDLE].map((folder) => readFile(path.join(folder, 'solution.csv'), 'utf8')),
  );
  if (built !== kept)
    throw new Error(`${data}/solution.csv is not that of ${BUNDLE}: the corpus is another one`);
}

async function verify(target: Target, data: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, command] of editions()) {
    const out = path.join(work, `${name}.csv`);
    console.log(`\n${name}`);
    const began = performance.now();
    const size = given.full ? [] : ['--small'];
    const rest = ['--data', data, '--out', out, '--checkpoint', path.join(work, `${name}.ckpt`), ...size];
    await run(command[0] as string, [...command.slice(1), ...rest]);
    const seconds = (performance.now() - began) / 1000;
    outcomes.push({ name, seconds, score: await publicScore(target, await target.tokenFor(name), out) });
  }
  const board = await boardOf(target, await target.tokenFor('typescript'));
  const baselines = board.rows.filter((row) => row.kind === 'baseline');
  return [...outcomes, ...baselines.map(({ name, score }) => ({ name, score, seconds: null }))];
}

function editions(): readonly (readonly [string, readonly string[]])[] {
  const typescript = [
    process.execPath,
    '--import',
    'tsx',
    path.join(BUNDLE, 'reference', 'phoneme.ts'),
  ] as const;
  const python = [PYTHON, path.join(BUNDLE, 'reference', 'phoneme.py')] as const;
  if (hasTorch())
    return [
      ['typescript', typescript],
      ['python', python],
    ];
  console.log(`${PYTHON} has no torch (Debian: apt install python3-torch): the TypeScript edition alone`);
  return [['typescript', typescript]];
}

function hasTorch(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import torch, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no such interpreter, or no torch in it
  }
}

/** Uploads a prediction and waits for its score. Throws with the problems when the site refuses it. */
async function publicScore(target: Target, token: string, file: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const url = `${target.url}/api/competitions/${target.competitionId}/submissions`;
  const sent = await fetch(`${url}?fileName=prediction.csv&description=verify%3Ahw2`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: await readFile(file),
  });
  if (sent.status !== 201)
    throw new Error(`the upload was answered with ${sent.status}: ${await sent.text()}`);
  const { submissionId } = (await sent.json()) as { submissionId: number };
  const until = Date.now() + SCORED_MS_MAX;
  for (;;) {
    const history = (await (await fetch(url, { headers })).json()) as {
      submissions: { id: number; status: string; publicScore: number | null; problems: unknown }[];
    };
    const own = history.submissions.find((each) => each.id === submissionId);
    if (own?.status === 'scored' && own.publicScore !== null) return own.publicScore.toFixed(5);
    if (own?.status === 'invalid' || own?.status === 'failed') throw new Error(JSON.stringify(own.problems));
    if (Date.now() > until) throw new Error('not scored in two minutes');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function boardOf(target: Target, token: string): Promise<Board> {
  const answer = await fetch(`${target.url}/api/competitions/${target.competitionId}/board?which=public`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.json()) as Board;
}

function print(outcomes: readonly Outcome[]): void {
  console.log('\n| | public score | training |\n|---|---:|---:|');
  const sorted = [...outcomes].sort((a, b) => Number(b.score) - Number(a.score));
  for (const { name, score, seconds } of sorted) {
    console.log(`| ${name} | ${score} | ${seconds === null ? '' : `${seconds.toFixed(0)} s`} |`);
  }
}

function givenSite(url: string): Target {
  const { token, competition } = given;
  if (!token || !competition) throw new Error('--url needs --token and --competition');
  return {
    url: url.replace(/\/+$/, ''),
    competitionId: competition,
    tokenFor: () => Promise.resolve(token),
    stop: () => Promise.resolve(),
  };
}

/** A site of its own: the bundle with dates around now, without rules to accept, and a student for each edition. */
async function ownSite(data: string): Promise<Target> {
  const port = await freePort();
  const env = { SADDLEPOINT_DATA: path.join(work, 'site'), PORT: String(port), LOG_LEVEL: 'error' };
  Object.assign(process.env, env);
  const site = await startSite();
  const cli = (...args: string[]): Promise<string> =>
    output(process.execPath, ['scripts/saddlepoint.mjs', ...args]);
  const folder = await openBundle(data);
  const roster = path.join(work, 'roster.csv');
  await writeFile(
    roster,
    'student_id,name,email,role\ntypescript,TypeScript,ts@example.edu,student\npython,Python,py@example.edu,student\n',
  );
  await cli('import', folder, '--yes');
  await cli('roster', 'import', COURSE, roster, '--yes');
  const { withDatabase } = await import('@/lib/bin/with-database');
  const { findCompetitionId } = await import('@/lib/assignment/competition');
  const { db } = await import('@/lib/platform/database/client');
  const competitionId = await withDatabase(() => findCompetitionId(db(), COURSE, 'hw2-1'));
  if (!competitionId) throw new Error('the bundle was not imported');
  return {
    url: `http://localhost:${port}`,
    competitionId,
    tokenFor: async (edition) => (await cli('token', 'create', '--user', edition)).trim(),
    stop: () => stopped(site),
  };
}

async function openBundle(data: string): Promise<string> {
  const folder = path.join(work, 'bundle');
  await cp(BUNDLE, folder, { recursive: true });
  await rm(path.join(folder, 'data'), { recursive: true, force: true });
  const file = path.join(folder, 'assignment.yaml');
  const yaml = parse(await readFile(file, 'utf8')) as Record<string, unknown> & {
    timezone: string;
    data: string[];
    competition: Record<string, unknown>;
  };
  const local = (days: number): string =>
    DateTime.now().setZone(yaml.timezone).plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  Object.assign(yaml, { course: COURSE, opens: local(-1), closes: local(1) });
  delete yaml.competition['accept_rules'];
  // What the bundle ships (a template, say) is imported; the arrays come from the corpus, are large and stay where they are.
  const shipped = yaml.data.filter((name) => existsSync(path.join(folder, name)));
  const arrays = yaml.data.filter((name) => !shipped.includes(name));
  const missing = arrays.filter((name) => !existsSync(path.join(data, path.basename(name))));
  if (missing.length > 0) throw new Error(`${data} lacks ${missing.join(', ')}`);
  yaml.data = shipped;
  await writeFile(file, stringify(yaml));
  return folder;
}

function startSite(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/bin/start.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => /^ready /m.test(chunk.toString()) && resolve(child));
    child.on('exit', (code) => reject(new Error(`the site ended with ${code}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit').once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with ${code}`)),
    );
  });
}

async function output(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { maxBuffer: 1 << 24 })).stdout;
}

function freePort(): Promise<number> {
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
