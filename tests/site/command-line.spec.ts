import { execFile } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import { ZipFile } from 'yazl';
import type { Db } from '@/lib/platform/database/client';
import { addActor, importDigits, type Actor } from './rest-support';
import { makeDataDir, siteDatabase, start, type Running } from './support';

/** The command line against a running site, as a student and as staff. */
test.describe.configure({ mode: 'serial' });

const A = 'demo/digits';

let data: ReturnType<typeof makeDataDir>;
let home: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let student: Actor;
let staff: Actor;

test.beforeAll(async () => {
  data = makeDataDir();
  home = makeDataDir();
  site = await start(data.path);
  db = await siteDatabase(data.path);
  const { courseId, id } = await importDigits(db, data.path);
  student = await addActor(db, courseId, 'b00000001', 'student');
  staff = await addActor(db, courseId, 't00000001', 'instructor');
  await db.participant.create({
    data: { competitionId: id, userId: student.userId, rulesAcceptedAt: new Date() },
  });
});

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
  home.remove();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const credentials = (): string => path.join(home.path, 'credentials.json');

/** Runs the command as somebody who has no site's data at hand. */
function run(
  args: readonly string[],
  env: Record<string, string> = {},
  script = 'scripts/saddlepoint.mjs',
): Promise<Ran> {
  const base = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('SADDLEPOINT_')),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      {
        env: {
          ...base,
          SADDLEPOINT_CONFIG: credentials(),
          SADDLEPOINT_DATA: path.join(home.path, 'none'),
          ...env,
        } as unknown as NodeJS.ProcessEnv,
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });
}

test('asks for a login first, refuses a wrong token, and keeps a good one for its owner alone', async () => {
  expect(await run(['courses'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('saddlepoint login'),
  });
  expect(await run(['login', site.url, '--token', 'sp_wrong'])).toMatchObject({ code: 1 });
  expect(await run(['login'])).toMatchObject({ code: 2 });
  const login = await run(['login', site.url, '--json'], { SADDLEPOINT_TOKEN: student.tokens.all });
  expect([login.code, JSON.parse(login.out)]).toEqual([
    0,
    { site: site.url, login: 'b00000001', scope: 'all' },
  ]);
  expect(statSync(credentials()).mode & 0o777).toBe(0o600);
});

test('lists, pulls data twice (the second time there is nothing to do), submits, waits and prints the score', async () => {
  expect((await run(['courses'])).out).toContain('demo/digits');
  const folder = path.join(home.path, 'digits');
  const first = await run(['data', 'pull', A, folder, '--json']);
  const files = JSON.parse(first.out) as { path: string; downloaded: boolean }[];
  expect(files.length).toBeGreaterThan(0);
  expect(files.every((each) => each.downloaded)).toBe(true);
  const again = JSON.parse((await run(['data', 'pull', A, folder, '--json'])).out) as typeof files;
  expect(again.every((each) => !each.downloaded)).toBe(true);
  const sample = files.find((each) => each.path.includes('sample'))?.path ?? '';
  const submitted = await run(['submit', A, sample, '-m', 'the sample', '--json']);
  const receipt = JSON.parse(submitted.out) as { id: number; publicScore: number; attemptsLeft: number };
  expect([submitted.code, receipt.attemptsLeft]).toEqual([0, 4]);
  expect(receipt.publicScore).toBeGreaterThanOrEqual(0);
  expect((await run(['submit', A, sample])).out).toMatch(/^[\d.]+\nsubmission \d+; 3 left today\n$/);
  const listed = await run(['submissions', A]);
  expect(listed.out).toContain('the sample');
  expect((await run(['board', A])).out).toMatch(/b00000001_x .*[▁▂▃▄▅▆▇█]/);
  expect((await run(['select', String(receipt.id), '--json'])).out).toBe('{"selected":1}\n');
  expect((await run(['select', String(receipt.id), '--off'])).out).toContain('0 selected');
});

test('is one file the site gives to anyone, which needs Node.js alone; commands of the server are not in it', async () => {
  const answer = await fetch(`${site.url}/api/rest/v1/saddlepoint.mjs`);
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const script = path.join(home.path, 'saddlepoint.mjs');
  writeFileSync(script, Buffer.from(await answer.arrayBuffer()));
  const alone = (...args: string[]): Promise<Ran> => run(args, {}, script);
  expect((await alone('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await alone('submit', '--help')).out).toContain('--no-wait');
  expect((await alone('courses')).out).toContain('demo/digits');
  const listed = await alone('submissions', A, '--json');
  expect((JSON.parse(listed.out) as unknown[]).length).toBe(2);
  expect(await alone('backup', path.join(home.path, 'b.zip'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('runs where Saddlepoint is installed'),
  });
  expect(await alone('submit', A)).toMatchObject({ code: 2 });
  // Nothing in it tells where it was made.
  expect(readFileSync(script, 'utf8')).not.toContain(process.cwd());
  // Where everything is installed, the same command works on the server.
  const installed = await run(['hessian', 'evaluate', path.join(home.path, 'none.npz')]);
  expect(installed).toMatchObject({ code: 1, err: expect.stringContaining("can't be read") });
});

test('says how a site stands, seen from outside: its parts, the clock, the token', async () => {
  const well = await run(['doctor', '--site', site.url, '--json']);
  const report = JSON.parse(well.out) as { healthy: boolean; findings: { check: string; level: string }[] };
  expect([well.code, report.healthy]).toEqual([0, true]);
  expect(report.findings.map((each) => each.check)).toEqual([
    'site',
    'database',
    'worker',
    'disk',
    'files',
    'release',
    'clock',
    'token',
  ]);
  expect(report.findings.every((each) => each.level === 'ok')).toBe(true);
  const wrongToken = await run(['doctor', '--site', site.url, '--token', 'sp_wrong']);
  expect(wrongToken).toMatchObject({ code: 1, err: expect.stringContaining('1 checks failed: token') });
  expect(wrongToken.out).toMatch(/^ok {3}site: .*\n(.*\n)*BAD {2}token: /);
  const nobody = await run(['doctor', '--site', 'http://localhost:1', '--token', 'x']);
  expect(nobody).toMatchObject({ code: 1, out: expect.stringContaining('does not answer') });
});

test('ends with 1 and the problems for a file with problems, and for what the site refuses', async () => {
  const bad = path.join(home.path, 'bad.csv');
  writeFileSync(bad, 'Id,Class\n1,x\n');
  const ran = await run(['submit', A, bad, '--json']);
  expect(ran.code).toBe(1);
  const { problems } = JSON.parse(ran.out) as { problems: { code: string }[] };
  expect(problems.length).toBeGreaterThan(0);
  expect(await run(['submit', 'demo/none', bad])).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not exist'),
  });
  expect(await run(['submit', 'nonsense', bad])).toMatchObject({
    code: 1,
    err: expect.stringContaining('course/assignment'),
  });
  expect(await run(['courses', '--site', 'http://localhost:1', '--token', 'x'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not answer'),
  });
});

test('pulls the checkpoint and answers the quiz by number and by text', async () => {
  const file = path.join(home.path, 'c.json');
  expect((await run(['checkpoint', 'pull', A, '--format', 'json', '--out', file])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('w');
  expect((await run(['quiz', 'answer', A, 'hessian', '2'])).out).toContain('saved');
  const saved = await db.quizAnswer.findFirstOrThrow({
    where: { userId: student.userId },
    orderBy: { id: 'desc' },
  });
  expect(saved.value).toEqual({ kind: 'option', option: 1 });
  expect(await run(['quiz', 'answer', A, 'hessian', 'nonsense'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('1: '),
  });
});

test('staff send a folder over the network: mistakes listed, differences shown, applied; and a data file', async () => {
  const as = ['--site', site.url, '--token', staff.tokens.all];
  const folder = path.join(home.path, 'bundle');
  expect((await run(['export', A, folder, ...as])).code).toBe(0);
  const send = (...more: string[]) => run(['import', folder, '--course', 'demo', ...as, ...more]);
  expect(await send('--yes')).toMatchObject({ code: 0 }); // times of this test's own that a bundle writes to the minute
  expect(await send('--yes')).toMatchObject({ code: 0, out: 'nothing to change\n' });

  const yaml = path.join(folder, 'assignment.yaml');
  const before = readFileSync(yaml, 'utf8');
  writeFileSync(yaml, before.replace(/^title: .*$/m, 'title: Digits, sent'));
  expect(await send()).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was changed') });
  const sent = await send('--yes');
  expect([sent.code, sent.out]).toEqual([0, expect.stringMatching(/Digits, sent[\s\S]*\ndone\n$/)]);
  expect(await db.assignment.findFirst({ where: { slug: 'digits' } })).toMatchObject({
    title: 'Digits, sent',
  });

  writeFileSync(yaml, before.replace(/\baccuracy\b/, 'no_such_metric'));
  expect(await send('--yes')).toMatchObject({ code: 1, err: expect.stringContaining('assignment.yaml') });
  expect(await run(['import', folder, ...as])).toMatchObject({
    code: 1,
    err: expect.stringContaining('--course'),
  });
  expect(
    await run(['import', folder, '--course', 'demo', '--site', site.url, '--token', student.tokens.all]),
  ).toMatchObject({ code: 1 });

  const extra = path.join(home.path, 'extra.csv');
  writeFileSync(extra, 'a,b\n1,2\n');
  const pushed = await run(['data', 'push', A, extra, '--as', 'data/extra.csv', ...as, '--json']);
  expect([pushed.code, JSON.parse(pushed.out)]).toEqual([
    0,
    {
      path: 'data/extra.csv',
      bytes: 8,
      sha256: createHash('sha256').update('a,b\n1,2\n').digest('hex'),
    },
  ]);
  expect((await run(['data', 'pull', A, path.join(home.path, 'digits')])).out).toContain(
    'downloaded  data/extra.csv',
  );
  expect(await run(['data', 'push', A, extra])).toMatchObject({ code: 1 }); // a student
});

test('a download that was cut goes on with what it has; a part that is not of the file is no file', async () => {
  const folder = path.join(home.path, 'digits');
  const target = path.join(folder, 'data/extra.csv');
  rmSync(target);
  writeFileSync(`${target}.part`, 'a,b\n1');
  expect((await run(['data', 'pull', A, folder])).code).toBe(0);
  expect(readFileSync(target, 'utf8')).toBe('a,b\n1,2\n');
  rmSync(target);
  writeFileSync(`${target}.part`, 'zzzzz');
  expect(await run(['data', 'pull', A, folder])).toMatchObject({
    code: 1,
    err: expect.stringContaining('SHA-256'),
  });
  expect([existsSync(target), existsSync(`${target}.part`)]).toEqual([false, false]);
  expect((await run(['data', 'pull', A, folder])).code).toBe(0);
  expect(readFileSync(target, 'utf8')).toBe('a,b\n1,2\n');
});

/** A way to the site that is cut twice: after 2 MB of an upload, and when the answer to the rest of it would come. */
async function cutTwice(to: string): Promise<{ url: string; cuts: () => number; close: () => void }> {
  let cuts = 0;
  const way = createServer((client) => {
    const upstream = connect(Number(new URL(to).port), 'localhost');
    let sent = 0;
    const cut = (): void => {
      cuts += 1;
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (chunk) => {
      sent += chunk.length;
      upstream.write(chunk);
      if (cuts === 0 && sent > 2_000_000) cut();
    });
    upstream.on('data', (chunk) => {
      if (cuts === 1 && sent > 2_000_000) cut();
      else client.write(chunk);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => way.listen(0, 'localhost', resolve));
  const { port } = way.address() as AddressInfo;
  return { url: `http://localhost:${port}`, cuts: () => cuts, close: () => way.close() };
}

test('a large upload that is cut goes on where it was, also when the cut came after the last byte', async () => {
  const sample = readFileSync(path.join(home.path, 'digits', 'sample_submission.csv'));
  const large = path.join(home.path, 'large.csv');
  // Empty lines are no rows.
  writeFileSync(large, Buffer.concat([sample, Buffer.alloc(9_000_000, '\n')]));
  await db.competition.updateMany({ data: { fileBytesMax: 10_000_000 } });
  const way = await cutTwice(site.url);
  const before = await db.submission.count();
  const sent = await run(['submit', A, large, '--json', '--site', way.url, '--token', student.tokens.all]);
  way.close();
  expect([sent.code, way.cuts()], sent.out).toEqual([0, 2]);
  expect(JSON.parse(sent.out)).toMatchObject({ attemptsLeft: 2 });
  expect((await db.submission.count()) - before).toBe(1);
});

test('hands in an archive; one that is refused says why', async () => {
  const zip = path.join(home.path, 'wrong.zip');
  writeFileSync(zip, 'no zip');
  const refused = await run(['handin', A, zip]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('b00000001_digits.zip')]);
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from('print(1)\n'), 'main.py');
  archive.end();
  const named = path.join(home.path, 'b00000001_digits.zip');
  writeFileSync(named, await buffer(archive.outputStream));
  const taken = await run(['handin', A, named, '--json']);
  expect([taken.code, JSON.parse(taken.out)]).toEqual([
    0,
    expect.objectContaining({ fileName: 'b00000001_digits.zip', lateDays: 0 }),
  ]);
});

test('staff do it over the network with --site; a student may not', async () => {
  const remote = ['--site', site.url, '--token', staff.tokens.all];
  const list = path.join(home.path, 'roster.csv');
  writeFileSync(list, 'student_id,name,email,role\nb00000009,New,new@example.edu,student\n');
  expect((await run(['roster', 'import', 'demo', list, ...remote])).code).toBe(1); // not confirmed
  const roster = await run(['roster', 'import', 'demo', list, '--yes', '--json', ...remote]);
  expect(JSON.parse(roster.out)).toMatchObject({ add: 1, invitations: [{ name: 'New' }] });
  const folder = path.join(home.path, 'bundle');
  expect((await run(['export', A, folder, ...remote])).code).toBe(0);
  expect(readFileSync(path.join(folder, 'assignment.yaml'), 'utf8')).toContain('assignment: digits');
  expect((await run(['audit', A, '--limit', '1', ...remote])).out.split('\n')).toHaveLength(2);
  const seed = (...args: string[]) => run(['checkpoints', 'seed', A, ...args, ...remote]);
  expect((await seed('--students', 'b00000001')).code).toBe(0);
  await expect.poll(() => db.quizCheckpoint.count({ where: { filledAt: { not: null } } })).toBe(1);
  expect(await seed('--students', 'nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nobody'),
  });
  expect(await seed('--workers', '2')).toMatchObject({
    code: 1,
    err: expect.stringContaining('worker decides'),
  });
  expect((await seed()).code).toBe(0);
  expect(await run(['grade', 'run', A, '--yes', ...remote])).toMatchObject({ code: 1 });
  expect(await run(['grades', 'export', A, ...remote])).toMatchObject({ code: 1 });
  const asStudent = await run(['audit', A, '--site', site.url]);
  expect(asStudent).toMatchObject({ code: 1, err: expect.stringContaining('staff') });
});

test('staff regrade over the network: shown and refused without a yes, committed with one, audited as theirs', async () => {
  const remote = ['--site', site.url, '--token', staff.tokens.all];
  const solution = path.join(home.path, 'corrected.csv');
  const text = readFileSync(path.join('courses', 'demo', 'digits', 'solution.csv'), 'utf8');
  // Every label another one.
  const turned = text.replace(
    /^(\d+),(\d),/gm,
    (_, id: string, label: string) => `${id},${(Number(label) + 1) % 10},`,
  );
  writeFileSync(solution, turned);
  const active = async (): Promise<number> => {
    const { activeSolutionId } = await db.competition.findFirstOrThrow();
    return (await db.solutionVersion.findUniqueOrThrow({ where: { id: activeSolutionId ?? '' } })).number;
  };
  const shown = await run(['regrade', A, '--solution', solution, '--reason', 'labels were off', ...remote]);
  expect(shown).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
  expect(shown.out).toMatch(/solution version 2: \d+ of \d+ scores change/);
  expect(shown.out).toMatch(/public 1 \(0\.\d+\) -> /);
  expect(await active()).toBe(1);
  const done = await run(['regrade', A, '--to', '2', '--yes', '--json', ...remote]);
  expect([done.code, done.err]).toEqual([0, '']);
  expect(JSON.parse(done.out)).toMatchObject({ committed: true, solutionVersion: 2 });
  expect(await active()).toBe(2);
  const acts = await db.auditEntry.findMany({
    where: { actorId: staff.userId, action: { startsWith: 'regrade.' } },
    select: { action: true },
    orderBy: { id: 'asc' },
  });
  expect(acts.map((each) => each.action)).toEqual([
    'regrade.started',
    'regrade.previewed',
    'regrade.cancelled',
    'regrade.started',
    'regrade.previewed',
    'regrade.committed',
  ]);
  expect(await run(['regrade', A, '--to', '9', ...remote])).toMatchObject({
    code: 1,
    err: 'There is no solution version 9; there are: 2, 1.\n',
  });
  expect((await run(['regrade', A, '--site', site.url])).code).toBe(1); // a student's
});
