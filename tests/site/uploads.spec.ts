import { request as httpRequest } from 'node:http';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  storedFile,
  upload,
  uploadBody,
  type MadeSite,
  type Running,
} from './support';

/** Attacks on uploads of a running site: two writers, stored bytes sent again, a process killed before the receipt. */
test.describe.configure({ mode: 'serial' });
const data = makeDataDir();
let site: Running;
let db: Db;
let made: MadeSite;

test.beforeAll(async () => {
  site = await start(data.path);
  db = await siteDatabase(data.path);
  made = await makeOpenCompetition(db, data.path, 4, null);
});
test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

const GOOD = uploadBody('abab');
const OTHER = uploadBody('bbbb');

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: string,
  address: string,
  token: string,
  body: string,
  type: string,
): Promise<Answer> {
  const answer = await fetch(`${site.url}${address}`, {
    method,
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const finish = (id: string, token: string) =>
  ask('POST', `/api/uploads/${id}/finish`, token, '{}', 'application/json');
const put = (id: string, token: string, text: string) =>
  ask('PUT', `/api/uploads/${id}`, token, text, 'text/csv');

async function begin(token: string): Promise<string> {
  const wanted = { competitionId: made.competitionId, fileName: 'p.csv', bytesTotal: GOOD.length };
  const begun = await ask('POST', '/api/uploads', token, JSON.stringify(wanted), 'application/json');
  expect(begun.status).toBe(201);
  return String(begun.body.uploadId);
}

/** A PUT whose body goes on when the test says so. */
function slowPut(id: string, token: string): { send(text: string): void; end(): Promise<number> } {
  const open = httpRequest(`${site.url}/api/uploads/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-length': GOOD.length, 'content-type': 'text/csv' },
  });
  const status = new Promise<number>((resolve, reject) => {
    open.on('response', (answer) => (answer.resume(), resolve(answer.statusCode ?? 0)));
    open.on('error', reject);
  });
  return { send: (text) => void open.write(text), end: () => (open.end(), status) };
}

test('A87: a second PUT that is still sending when the upload is finished changes no byte of what was receipted', async () => {
  const token = made.tokens[0] ?? '';
  const id = await begin(token);
  const slow = slowPut(id, token);
  slow.send(OTHER.slice(0, 12));
  // It is at work once its file lies there.
  const underWay = () => readdirSync(path.join(data.path, 'uploads')).length;
  await expect.poll(() => existsSync(path.join(data.path, 'uploads')) && underWay()).toBe(1);
  expect((await put(id, token, GOOD)).status).toBe(200);
  const receipt = await finish(id, token);
  expect(receipt.status).toBe(201);
  slow.send(OTHER.slice(12));
  expect(await slow.end()).toBe(409);
  const file = storedFile(data.path, GOOD);
  expect(readFileSync(file, 'utf8')).toBe(GOOD);
  expect((await finish(id, token)).body).toMatchObject({ sha256: receipt.body.sha256 });
});

test('A88: stored bytes sent again by somebody else leave the file as it is', async () => {
  const file = storedFile(data.path, GOOD);
  const seen = () => {
    const { ino, mtimeMs, mode } = statSync(file);
    return { ino, mtimeMs, mode: mode & 0o777, text: readFileSync(file, 'utf8') };
  };
  const before = seen();
  expect(before.mode).toBe(0o444);
  expect((await upload(site.url, made, made.tokens[1])).status).toBe(201);
  expect(seen()).toEqual(before);
});

test('A92: a key used again with other content is a 422 that tells both hashes', async () => {
  const send = (labels: string) =>
    upload(site.url, made, made.tokens[2], labels, { 'idempotency-key': 'one' });
  const first = (await (await send('abab')).json()) as { sha256: string };
  const second = await send('bbbb');
  expect(second.status).toBe(422);
  const { code, title } = (await second.json()) as { code: string; title: string };
  expect([code, title.includes(first.sha256)]).toEqual(['idempotency_conflict', true]);
});

test('A89: the web process killed between seal and commit: the retry gives the receipt, by the first instant', async () => {
  const token = made.tokens[3] ?? '';
  const id = await begin(token);
  const { receivedAt } = (await put(id, token, GOOD)).body;
  const state = async () => (await db.upload.findUniqueOrThrow({ where: { id } })).state;
  await db.$transaction(
    async (tx) => {
      // The submission's row can't be written while this is held.
      await tx.$executeRaw`LOCK TABLE submission IN SHARE MODE`;
      const broken = finish(id, token).catch(() => null);
      await expect.poll(state, { timeout: 60_000 }).toBe('sealed');
      site.killChild('web');
      expect((await broken)?.status ?? 0).not.toBe(201);
    },
    { timeout: 120_000 },
  );
  const again = async () =>
    finish(id, token).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(again, { timeout: 60_000 }).toBe(201);
  const receipt = await finish(id, token);
  expect(receipt.body).toMatchObject({ acceptedAt: receivedAt });
  expect(await state()).toBe('consumed');
});
