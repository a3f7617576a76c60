import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import { addActor } from './rest-support';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  storeText,
  upload,
  webProcess,
  type MadeSite,
  type Running,
} from './support';

const ABORTS = 200;
const AT_ONCE = 8;
/** More than the buffers on the way hold, so that a client that goes away leaves a rest unsent. */
const DATA = '0123456789abcde\n'.repeat(1_000_000);

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let made: MadeSite;

test.beforeAll(async () => {
  data = makeDataDir();
  site = await start(data.path, { LOG_LEVEL: 'warn' });
  db = await siteDatabase(data.path);
  made = await makeOpenCompetition(db, data.path, 1, 5);
  const { sha256 } = storeText(data.path, DATA);
  for (const [position, path] of ['data/a.csv', 'data/b.csv'].entries())
    await db.assignmentFile.create({
      data: { assignmentId: made.competitionId, kind: 'data', path, sha256, bytes: DATA.length, position },
    });
});

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

/** Files of the data directory that the web process holds open. */
function openFiles(): number {
  const folder = `/proc/${webProcess(data.path)}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith(data.path);
    } catch {
      return false; // closed meanwhile
    }
  }).length;
}

/** All descriptors of the web process: files, sockets, pipes. */
const descriptors = (): number => readdirSync(`/proc/${webProcess(data.path)}/fd`).length;

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: string;
}

/** Sends a request and breaks the connection off: with the first bytes of the answer, or before any came. */
function abort({ method = 'GET', path, token, body = '' }: Ask, isEarly: boolean): Promise<void> {
  const { hostname, port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: keep-alive\r\n` +
        `${token ? `Authorization: Bearer ${token}\r\n` : ''}Content-Length: ${body.length}\r\n\r\n${body}`,
      () => {
        if (isEarly) setImmediate(() => socket.destroy());
      },
    );
    socket.once('data', () => socket.destroy());
  });
}

async function abortMany(ask: Ask): Promise<void> {
  for (let done = 0; done < ABORTS; done += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => abort(ask, index % 4 === 3)));
}

test('A93: downloads and board reads given up by the client leave no descriptor and no line in the log', async () => {
  test.setTimeout(300_000);
  const [token] = made.tokens;
  const { slug, course } = await db.assignment.findUniqueOrThrow({
    where: { id: made.competitionId },
    include: { course: true },
  });
  const staff = await addActor(db, course.id, 'teacher', 'instructor');
  const receipt = (await (await upload(site.url, made, token)).json()) as { submissionId: number };
  const wire = async (method: string, more: object): Promise<string> => {
    const response = await fetch(`${site.url}/v1/competitions.CompetitionApiService/${method}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ competitionName: slug, ...more }),
    });
    return new URL(response.headers.get('location') ?? '').pathname;
  };
  const kinds: Readonly<Record<string, Ask>> = {
    'a data file': { path: `/api/assignments/${made.competitionId}/files/data/a.csv`, token },
    'a data file over REST': {
      path: `/api/rest/v1/courses/${course.slug}/assignments/${slug}/files/data%2Fa.csv`,
      token,
    },
    'a data file by kaggle': { path: await wire('DownloadDataFile', { fileName: 'data/a.csv' }) },
    'the archive by kaggle': { path: await wire('DownloadDataFiles', {}) },
    'the rest of the archive, by POST': { method: 'POST', path: await wire('DownloadDataFiles', {}) },
    'a submission': { path: `/api/submissions/${receipt.submissionId}/file`, token },
    'the folder': { path: `/api/staff/${course.slug}/bundles/${slug}`, token: staff.tokens.all },
    'the board': { path: `/api/competitions/${made.competitionId}/board`, token },
    'the board as CSV': { path: `/api/competitions/${made.competitionId}/board.csv`, token },
    'live events': { path: `/api/live?competition=${made.competitionId}`, token },
  };
  for (const ask of Object.values(kinds)) await abort(ask, false); // what is opened once and kept, is opened
  await expect.poll(openFiles).toBe(0);
  const before = descriptors();
  for (const [kind, ask] of Object.entries(kinds)) {
    await abortMany(ask);
    await expect.poll(openFiles, { message: `files left open by ${kind}`, timeout: 20_000 }).toBe(0);
    await expect
      .poll(descriptors, { message: `descriptors left by ${kind}`, timeout: 20_000 })
      .toBeLessThanOrEqual(before + AT_ONCE);
  }
  expect(site.output()).not.toMatch(/uncaught|unhandled|Invalid state|ERR_/i);
  // It serves as before, whole and in parts.
  const whole = await fetch(`${site.url}${kinds['a data file by kaggle']?.path}`);
  expect((await whole.text()).length).toBe(DATA.length);
});
