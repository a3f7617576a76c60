import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { hashPassword } from '@/lib/identity/password';
import { addActor } from './rest-support';
import { makeDataDir, makeOpenCompetition, siteDatabase, start, webProcess } from './support';

const BYTES = 4_294_967_296 + 12_345; // more than 32 bits count
const MEMORY_GROWTH_BYTES_MAX = 100 * 1024 * 1024;

// Some 20 GB go through the disk in a test: minutes, where others use it too.
test.describe.configure({ timeout: 900_000 });

/** A stored file of `BYTES` zeros with a mark at its end; it takes no room on the disk. */
function writeSparse(dataDir: string, sha256: string, mark: string): void {
  const folder = path.join(dataDir, 'files', sha256.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeSparseFile(path.join(folder, sha256.slice(2)), mark);
}

function writeSparseFile(name: string, mark: string): void {
  const file = openSync(name, 'w');
  ftruncateSync(file, BYTES);
  writeSync(file, mark, BYTES - mark.length);
  closeSync(file);
}

/** Looks at a process's memory a few times a second until told to stop; gives the most it had, in bytes. */
function watchMemory(pid: number): () => number {
  let peak = residentBytes(pid);
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(pid))), 200);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** Figures beside the result, for docs/measurements.md. */
function report(figures: Readonly<Record<string, number>>): void {
  for (const [type, value] of Object.entries(figures))
    test.info().annotations.push({ type, description: String(Math.round(value)) });
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

test('a file of 4 GB is served in pieces, beyond what 32 bits count, and not again to who has it', async () => {
  const data = makeDataDir();
  const running = await start(data.path);
  const db = await siteDatabase(data.path);
  const site = await makeOpenCompetition(db, data.path, 1, 5);
  const sha256 = randomBytes(32).toString('hex');
  const mark = 'the end of the file';
  writeSparse(data.path, sha256, mark);
  await db.assignmentFile.create({
    data: {
      assignmentId: site.competitionId,
      kind: 'data',
      path: 'data/big.npy',
      sha256,
      bytes: BYTES,
      position: 0,
    },
  });
  await db.$disconnect();
  const url = `${running.url}/api/assignments/${site.competitionId}/files/data/big.npy`;
  const authorization = `Bearer ${site.tokens[0]}`;

  const end = await fetch(url, { headers: { authorization, range: `bytes=-${mark.length}` } });
  expect(end.status).toBe(206);
  expect(end.headers.get('content-range')).toBe(`bytes ${BYTES - mark.length}-${BYTES - 1}/${BYTES}`);
  expect(await end.text()).toBe(mark);
  const etag = end.headers.get('etag') ?? '';
  expect(etag).toBe(`"${sha256}"`);

  const whole = await fetch(url, { headers: { authorization } });
  expect(whole.headers.get('content-length')).toBe(String(BYTES));
  expect(whole.headers.get('accept-ranges')).toBe('bytes');
  await whole.body?.cancel();

  // Broken off and taken up again, beyond what 32 bits count.
  const from = BYTES - 1_000_000;
  const rest = await fetch(url, { headers: { authorization, range: `bytes=${from}-`, 'if-range': etag } });
  expect([rest.status, rest.headers.get('content-length')]).toEqual([206, '1000000']);
  expect(
    Buffer.from(await rest.arrayBuffer())
      .subarray(-mark.length)
      .toString(),
  ).toBe(mark);
  expect((await fetch(url, { headers: { authorization, 'if-none-match': etag } })).status).toBe(304);
  // Of another edition of the file nothing is taken up: it is sent whole.
  const other = await fetch(url, {
    headers: { authorization, range: `bytes=${from}-`, 'if-range': '"other"' },
  });
  expect([other.status, other.headers.get('content-length')]).toEqual([200, String(BYTES)]);
  await other.body?.cancel();
  expect((await fetch(url, { headers: { authorization, range: `bytes=${BYTES}-` } })).status).toBe(416);

  await running.stop();
  data.remove();
});

/** Runs a command and waits for its end, with what it printed as JSON. */
async function saddlepoint(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'scripts/saddlepoint.mjs',
    ...args,
    '--json',
  ]);
  return JSON.parse(stdout);
}

test('a TA pushes a data file of 4 GB and a student pulls it, by command line, while the server grows by no more than 100 MB', async () => {
  const data = makeDataDir();
  const home = makeDataDir();
  test.skip(statfsSync(data.path).bavail * statfsSync(data.path).bsize < 12e9, 'needs 12 GB of disk');
  const running = await start(data.path);
  const db = await siteDatabase(data.path);
  const site = await makeOpenCompetition(db, data.path, 1, 5);
  const { slug, course } = await db.assignment.findUniqueOrThrow({
    where: { id: site.competitionId },
    include: { course: true },
  });
  const ta = await addActor(db, course.id, 't00000001', 'ta');
  const name = `${course.slug}/${slug}`;
  const as = (token: string | undefined): string[] => ['--site', running.url, '--token', String(token)];
  const file = path.join(home.path, 'big.npy');
  writeSparseFile(file, 'the end of the file');
  // A small file first: it loads the routes' code, which is not what is measured.
  const small = path.join(home.path, 'small.csv');
  writeFileSync(small, 'a\n1\n');
  await saddlepoint('data', 'push', name, small, '--as', 'data/small.csv', ...as(ta.tokens.all));
  const folder = path.join(home.path, 'pulled');
  await saddlepoint('data', 'pull', name, folder, ...as(site.tokens[0]));

  const pid = webProcess(data.path);
  const before = residentBytes(pid);
  const peak = watchMemory(pid);
  const pushed = performance.now();
  const stored = await saddlepoint('data', 'push', name, file, '--as', 'data/big.npy', ...as(ta.tokens.all));
  const pulled = performance.now();
  await saddlepoint('data', 'pull', name, folder, ...as(site.tokens[0]));
  const growth = peak() - before;
  report({ growthBytes: growth, pushMs: pulled - pushed, pullMs: performance.now() - pulled });
  expect(growth).toBeLessThan(MEMORY_GROWTH_BYTES_MAX);
  // The command compared what came with the site's SHA-256; the site's is the file's own.
  expect(stored).toMatchObject({ bytes: BYTES, sha256: await sha256Of(file) });
  expect(statSync(path.join(folder, 'data', 'big.npy')).size).toBe(BYTES);

  await db.$disconnect();
  await running.stop();
  data.remove();
  home.remove();
});

test('a TA uploads a data file of 4 GB in a browser while the server grows by no more than 100 MB', async ({
  page,
}) => {
  const data = makeDataDir();
  const running = await start(data.path);
  const db = await siteDatabase(data.path);
  const site = await makeOpenCompetition(db, data.path, 1, 5);
  const { slug, course } = await db.assignment.findUniqueOrThrow({
    where: { id: site.competitionId },
    include: { course: true },
  });
  await db.user.create({
    data: {
      name: 'Teaching Assistant',
      email: 'ta@example.edu',
      passwordHash: await hashPassword('correct horse battery'),
      enrolments: {
        create: { courseId: course.id, role: 'ta', displayName: 'ta', displayNameKey: 'ta' },
      },
    },
  });
  const file = path.join(data.path, 'big.npy');
  writeSparseFile(file, 'the end of the file');

  await page.goto(`${running.url}/sign-in`);
  await page.getByLabel(/student id or e-mail/i).fill('ta@example.edu');
  await page.getByLabel(/^password/i).fill('correct horse battery');
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${running.url}/staff/${course.slug}/${slug}/settings`);
  // A small file first: it loads the route's code, which is not what is measured.
  const add = async (
    chosen: string | { name: string; mimeType: string; buffer: Buffer },
    name: string,
  ): Promise<void> => {
    await page.getByLabel('File', { exact: true }).setInputFiles(chosen);
    await page.getByRole('button', { name: 'Add the file' }).click();
    await expect(page.getByRole('button', { name: `Replace data/${name}` })).toBeVisible({
      timeout: 150_000,
    });
  };
  await add({ name: 'small.csv', mimeType: 'text/csv', buffer: Buffer.from('a\n1\n') }, 'small.csv');

  const pid = webProcess(data.path);
  const before = residentBytes(pid);
  const peak = watchMemory(pid);
  const begun = performance.now();
  await add(file, 'big.npy');
  const growth = peak() - before;
  report({ growthBytes: growth, uploadMs: performance.now() - begun });
  expect(growth).toBeLessThan(MEMORY_GROWTH_BYTES_MAX);
  const stored = await db.assignmentFile.findFirstOrThrow({ where: { path: 'data/big.npy' } });
  expect([Number(stored.bytes), stored.sha256]).toEqual([BYTES, await sha256Of(file)]);

  await db.$disconnect();
  await running.stop();
  data.remove();
});
