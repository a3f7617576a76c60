import { readFileSync } from 'node:fs';
import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import pg from 'pg';
import { hashPassword } from '@/lib/identity/password';
import type { Db } from '@/lib/platform/database/client';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  storeText,
  type MadeSite,
  type Running,
} from './support';

const PASSWORD = 'correct horse battery';
/** Promised to the person whose right is taken. */
const END_MS_MAX = 5_000;

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let made: MadeSite;
let proxy: CountingProxy;
let course: { id: string; slug: string };
let board: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  data = makeDataDir();
  site = await start(data.path);
  db = await siteDatabase(data.path);
  made = await makeOpenCompetition(db, data.path, 2, 5);
  const assignment = await db.assignment.findUniqueOrThrow({
    where: { id: made.competitionId },
    include: { course: true },
  });
  course = assignment.course;
  board = `/courses/${course.slug}/${assignment.slug}/leaderboard`;
  proxy = await countingProxy(new URL(site.url).port);
});
test.afterAll(async () => {
  await proxy.stop();
  await db.$disconnect();
  await site.stop();
  data.remove();
});

let people = 0;

/** A student of the course with a password. */
async function makeStudent(): Promise<{ id: string; login: string }> {
  people += 1;
  const login = `p${people}0901001`;
  const user = await db.user.create({
    data: {
      name: `Person ${people}`,
      studentId: login,
      email: `${login}@example.edu`,
      passwordHash: await hashPassword(PASSWORD),
      enrolments: {
        create: {
          courseId: course.id,
          role: 'student',
          displayName: `${login}_x`,
          displayNameKey: `${login}_x`,
        },
      },
    },
  });
  return { id: user.id, login };
}

async function signIn(page: Page, login: string, url: string, callbackUrl?: string): Promise<void> {
  const query = callbackUrl === undefined ? '' : `?callbackUrl=${encodeURIComponent(callbackUrl)}`;
  await page.goto(`${url}/sign-in${query}`);
  await page.getByLabel(/student id or e-mail/i).fill(login);
  await page.getByLabel(/^password/i).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signedIn(browser: Browser, login: string, url = site.url): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, login, url);
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
  await page.close();
  return context;
}

/** Passes everything on to the site, and counts the event streams that are open. */
interface CountingProxy {
  readonly url: string;
  streams(): number;
  stop(): Promise<void>;
}

async function countingProxy(port: string): Promise<CountingProxy> {
  let open = 0;
  const server: Server = createServer((request, response) => {
    const onward = send(
      { port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    if (request.url?.startsWith('/api/live')) {
      open += 1;
      response.once('close', () => (open -= 1));
    }
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    streams: () => open,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('A103: an address to sign in at that asks for a script or another site leads to the start page', async ({
  browser,
}) => {
  const { login } = await makeStudent();
  for (const hostile of [
    'a:javascript:document.title="run"',
    'javascript:document.title="run"',
    '//evil.example/x',
    '/\\evil.example',
    '/.//evil.example',
    'https://evil.example/',
    'data:text/html,x',
  ]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, login, site.url, hostile);
    await expect(page, hostile).toHaveURL(`${site.url}/`);
    expect(await page.title(), hostile).not.toBe('run');
    // Who is signed in already is sent on at once: no further.
    await page.goto(`${site.url}/sign-in?callbackUrl=${encodeURIComponent(hostile)}`);
    await expect(page, hostile).toHaveURL(`${site.url}/`);
    await context.close();
  }
  const page = await (await browser.newContext()).newPage();
  await signIn(page, login, site.url, board);
  await expect(page).toHaveURL(`${site.url}${board}`);
});

/** Memory of the site's web process, in bytes. */
function webMemory(): number {
  const children = readFileSync(`/proc/${site.pid}/task/${site.pid}/children`, 'utf8').trim().split(/\s+/);
  const web = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('web.ts'));
  const pages = readFileSync(`/proc/${web}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * 4_096;
}

/** Sends without an end until it is answered; the status. */
function flood(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const piece = Buffer.alloc(1_000_000, 'x');
    let isOver = false;
    const outgoing = send(`${site.url}${path}`, { method: 'POST', headers }, (response) => {
      isOver = true;
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    outgoing.on('error', () => resolve(0));
    const more = (): void => {
      while (!isOver && outgoing.write(piece));
      if (!isOver) outgoing.once('drain', more);
    };
    more();
  });
}

test('A105: bodies without an end, from nobody, to every kind of address: refused, and the site keeps its memory', async () => {
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const action = { 'next-action': 'x'.repeat(42), 'content-type': 'multipart/form-data; boundary=x' };
  const ways: [string, Record<string, string>][] = [
    ['/api/v1/security.OAuthService/IntrospectToken', json],
    ['/api/lti/2f2b4a52-95f5-4d45-9dd6-95d1e6b6a8d5/launch', form],
    ['/api/auth/callback/credentials', form],
    ['/sign-in', action],
    [`/staff/${course.slug}`, action],
    ['/api/uploads', json],
  ];
  const before = webMemory();
  const statuses = await Promise.all(
    ways.flatMap(([path, headers]) => [flood(path, headers), flood(path, headers)]),
  );
  // 0: the connection was closed before the answer was read.
  for (const status of statuses)
    expect(status === 0 || (status >= 400 && status < 500), String(status)).toBe(true);
  expect(statuses.filter((status) => status !== 0).length).toBeGreaterThan(statuses.length / 2);
  expect(webMemory() - before).toBeLessThan(300_000_000);
  expect((await fetch(`${site.url}/api/health`)).status).toBe(200);
});

/** A stream of events that is being read: its status, and when it ended. */
async function listen(headers: Record<string, string>): Promise<{ status: number; ended: Promise<number> }> {
  const response = await fetch(`${site.url}/api/live`, { headers });
  const reader = response.body?.getReader();
  await reader?.read(); // the first words
  const ended = (async () => {
    while (reader && !(await reader.read()).done);
    return Date.now();
  })();
  return { status: response.status, ended };
}

test('A107: signed out, removed, a token revoked: streams end, cookies and addresses of downloads stop working', async ({
  browser,
}) => {
  const { id, login } = await makeStudent();
  const context = await signedIn(browser, login);
  const cookie = (await context.cookies()).map((each) => `${each.name}=${each.value}`).join('; ');
  const within = async (stream: { ended: Promise<number> }, act: () => Promise<unknown>): Promise<void> => {
    await act();
    const acted = Date.now();
    const late = new Promise<number>((resolve) => setTimeout(() => resolve(Infinity), END_MS_MAX * 2));
    expect((await Promise.race([stream.ended, late])) - acted).toBeLessThan(END_MS_MAX);
  };
  const first = await listen({ cookie });
  expect(first.status).toBe(200);
  const page = await context.newPage();
  await page.goto(`${site.url}${board}`);
  await within(first, async () => {
    await page.getByRole('button', { name: /^Person/ }).click();
    await page.getByRole('menuitem', { name: /sign out/i }).click();
    await page.waitForURL((at) => at.pathname === '/sign-in');
  });
  // The copy of the cookie is worth nothing.
  expect((await fetch(`${site.url}/api/live`, { headers: { cookie } })).status).toBe(401);
  expect((await fetch(`${site.url}${board}`, { headers: { cookie }, redirect: 'manual' })).status).toBe(307);

  const token = made.tokens[0] ?? '';
  const bearer = { authorization: `Bearer ${token}` };
  const owner = await db.user.findFirstOrThrow({
    where: { tokens: { some: {} }, enrolments: { some: { courseId: course.id } } },
    orderBy: { createdAt: 'asc' },
    include: { tokens: true },
  });
  const streamOfToken = await listen(bearer);
  const { sha256 } = storeText(data.path, 'a,b\n');
  const file = { path: 'data/a.csv', kind: 'data' as const, sha256, bytes: 4n, position: 0 };
  await db.assignmentFile.create({ data: { ...file, assignmentId: made.competitionId } });
  const download = await fetch(`${site.url}/api/v1/competitions.CompetitionApiService/DownloadDataFiles`, {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/json' },
    body: JSON.stringify({ competitionName: board.split('/')[3] }),
    redirect: 'manual',
  });
  expect(download.status).toBe(302);
  const address = download.headers.get('location') ?? '';
  expect((await fetch(address)).status).not.toBe(404);
  await within(streamOfToken, () =>
    db.apiToken.updateMany({ where: { userId: owner.id }, data: { revokedAt: new Date() } }),
  );
  expect((await fetch(address)).status).toBe(404);
  expect((await fetch(`${site.url}/api/live`, { headers: bearer })).status).toBe(401);

  const again = await signedIn(browser, login);
  const cookieAgain = (await again.cookies()).map((each) => `${each.name}=${each.value}`).join('; ');
  const second = await listen({ cookie: cookieAgain });
  await within(second, () =>
    db.enrolment.updateMany({ where: { userId: id }, data: { removedAt: new Date() } }),
  );
  expect((await fetch(`${site.url}${board}`, { headers: { cookie: cookieAgain } })).status).toBe(404);
});

test('A116: ten tabs of one person all work over HTTP/1.1, and share one stream of events', async ({
  browser,
}) => {
  const { login } = await makeStudent();
  const context = await signedIn(browser, login, proxy.url);
  const pages: Page[] = [];
  for (let tab = 0; tab < 10; tab += 1) {
    const page = await context.newPage();
    await page.goto(`${proxy.url}${board}`);
    pages.push(page);
  }
  await expect.poll(() => proxy.streams(), { timeout: 20_000 }).toBe(1);
  for (const page of pages) {
    await page.getByRole('link', { name: 'My submissions' }).click();
    await expect(page).toHaveURL(/\/submissions$/);
    await page.getByRole('link', { name: 'Leaderboard' }).click();
    await expect(page).toHaveURL(/\/leaderboard$/);
  }
  expect(proxy.streams()).toBe(1);
  const shownEverywhere = async (name: string): Promise<void> => {
    for (const page of pages.filter((each) => !each.isClosed()))
      await expect(page.getByText(name).first()).toBeVisible({ timeout: 30_000 });
  };
  const submit = async (token: string | undefined): Promise<string> => {
    const body = 'Id,Class\n1,a\n2,b\n3,a\n4,b\n';
    const url = `${site.url}/api/competitions/${made.competitionId}/submissions?fileName=p.csv`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
    const answer = await fetch(url, { method: 'POST', body, headers });
    expect(answer.status).toBe(201);
    const { submissionId } = (await answer.json()) as { submissionId: number };
    const row = await db.submission.findUniqueOrThrow({
      where: { id: submissionId },
      include: { participant: { include: { user: { include: { enrolments: true } } } } },
    });
    return row.participant?.user.enrolments[0]?.displayName ?? '';
  };
  await shownEverywhere(await submit(made.tokens[1]));
  // The tab that holds the stream goes away: another takes it over, and what happens then is heard by all.
  await pages[0]?.close();
  await expect.poll(() => proxy.streams(), { timeout: 20_000 }).toBe(1);
  await db.apiToken.updateMany({ data: { revokedAt: null } });
  await shownEverywhere(await submit(made.tokens[0]));
  expect(proxy.streams()).toBe(1);
  await context.close();
  await expect.poll(() => proxy.streams(), { timeout: 20_000 }).toBe(0);
});

test('A108: with the database away, the sign-in page and its form say busy, and nothing else', async ({
  page,
}) => {
  const { login } = await makeStudent();
  await page.goto(`${site.url}/sign-in`);
  await page.getByLabel(/student id or e-mail/i).fill(login);
  await page.getByLabel(/^password/i).fill(PASSWORD);
  const { databasePassword } = JSON.parse(readFileSync(`${data.path}/secrets.json`, 'utf8')) as {
    databasePassword: string;
  };
  const url = await databaseAddress(databasePassword);
  const admin = new pg.Client({
    connectionString: String(Object.assign(new URL(url), { pathname: '/template1' })),
  });
  await admin.connect();
  const name = new URL(url).pathname.slice(1);
  await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  try {
    const answers: string[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(site.url))
        void response.text().then(
          (text) => answers.push(`${response.url()} ${JSON.stringify(response.headers())} ${text}`),
          () => undefined,
        );
    });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText(/busy.*try again/i)).toBeVisible();
    const reloaded = await page.goto(`${site.url}/sign-in`);
    expect([reloaded?.status(), reloaded?.headers()['retry-after']]).toEqual([503, '5']);
    await expect(page.getByRole('heading', { name: 'Busy, try again' })).toBeVisible();
    expect(answers.length).toBeGreaterThan(0);
    const said = new RegExp(`${new URL(url).port}\\b|prisma|ECONN|invocation|postgres`, 'i');
    for (const answer of answers.filter((each) => !each.includes('/_next/')))
      expect(answer).not.toMatch(said);
  } finally {
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await admin.end();
  }
  await expect
    .poll(() => fetch(`${site.url}/sign-in`).then((response) => response.status), { timeout: 30_000 })
    .toBe(200);
  await signIn(page, login, site.url);
  await expect(page).toHaveURL(`${site.url}/`);
});

async function databaseAddress(password: string): Promise<string> {
  const { startCluster } = await import('@/lib/platform/postgres/cluster');
  return (await startCluster(data.path, password)).url;
}
