import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { countBody } from '@/lib/front/counted-body';
import { watchDatabase, type DatabaseWatch } from '@/lib/front/database-watch';
import { admit } from '@/lib/front/front';
import { sealSession, startSession } from '@/lib/identity/session';
import { createToken } from '@/lib/identity/tokens';
import { databaseUrl, db } from '@/lib/platform/database/client';
import { useDatabase } from '../support/database';
import { makeCourse, makePerson } from '../identity/support/people';

// Before anything reads the environment.
vi.hoisted(() => {
  Object.assign(process.env, {
    SADDLEPOINT_PERSON_READS: '40',
    SADDLEPOINT_PERSON_WRITES: '40',
    SADDLEPOINT_ANONYMOUS_REQUESTS: '60',
  });
});
await useDatabase();

/** A site that does what the worst route does: it has the whole body in memory before it looks at anything. */
const seen: { bytes: number; method: string }[] = [];
let database: DatabaseWatch;
let server: Server;
let port: number;

beforeAll(async () => {
  database = await watchDatabase();
  server = createServer((request, response) => {
    void (async () => {
      if (!(await admit(request, response, database))) return;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({ bytes: Buffer.concat(chunks).length, method: request.method ?? '' });
      response.end('taken');
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  database.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(() => void seen.splice(0));

let clients = 0;
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** Bytes this client could send before it was answered. */
  readonly sent: number;
}

/** Sends `bytes` bytes, piece by piece, until there is an answer; from an address of its own, by a proxy's word. */
function post(
  path: string,
  bytes: number,
  given: Record<string, string> & { readonly method?: string } = {},
): Promise<Answer> {
  const { method = 'POST', ...headers } = given;
  clients += 1;
  const address = { 'x-forwarded-for': `10.9.${clients >> 8}.${clients & 255}` };
  return new Promise((resolve, reject) => {
    const chunk = Buffer.alloc(Math.min(bytes, 64_000) || 1);
    let sent = 0;
    let isAnswered = false;
    const outgoing = send({ port, path, method, headers: { ...address, ...headers } }, (response) => {
      isAnswered = true;
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      const done = (): void =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers, sent });
      response.on('end', done);
      response.on('error', done);
    });
    outgoing.on('error', (error) => (isAnswered ? undefined : reject(error)));
    const more = (): void => {
      while (!isAnswered && sent < bytes) {
        const piece = chunk.subarray(0, Math.min(chunk.length, bytes - sent));
        sent += piece.length;
        if (!outgoing.write(piece)) return void outgoing.once('drain', more);
      }
      outgoing.end();
    };
    if (bytes === 0) outgoing.end();
    else more();
  });
}

const GB = 1_000_000_000;
const declared = (bytes: number): Record<string, string> => ({ 'content-length': String(bytes) });

describe('A105: a body without sign-in, or larger than its address takes', () => {
  const TOO_LARGE: [string, number][] = [
    ['/api/auth/callback/credentials', 2 * GB],
    ['/api/v1/security.OAuthService/IntrospectToken', 2 * GB],
    ['/api/lti/5cf1b1b4-9b5f-4cf3-9f6e-3f2b1f0b9b1a/launch', 2 * GB],
    ['/sign-in', 200_000_000],
    ['/api/nothing/there', 2 * GB],
  ];
  it.each(TOO_LARGE)(
    'to %s is refused by what it says of its length, before the site sees it',
    async (path, bytes) => {
      const answer = await post(path, 0, declared(bytes)).catch((error: unknown) => String(error));
      expect(answer).toMatchObject({ status: 413 });
      expect(seen).toEqual([]);
    },
  );

  it.each(TOO_LARGE)(
    'to %s is cut at the byte that is too many, when it says nothing',
    async (path, bytes) => {
      const before = process.memoryUsage().rss;
      const answer = await post(path, Math.min(bytes, GB), { 'transfer-encoding': 'chunked' });
      // More than a little is taken from nobody, whatever its length.
      expect([401, 413]).toContain(answer.status);
      expect(answer.sent).toBeLessThan(50_000_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
      expect(seen).toEqual([]);
    },
  );

  it('is refused where nobody is signed in, also three at once; small ones reach the site', async () => {
    const big = ['/staff/ml/hw1/settings', '/courses/ml/hw1/discussion', '/api/uploads/x'];
    const all = await Promise.all(big.map((path) => post(path, 0, declared(900_000))));
    expect(all.map((each) => each.status)).toEqual([401, 401, 401]);
    expect((await post('/sign-in', 500, { ...declared(500), accept: 'text/html' })).status).toBe(200);
    expect(seen).toEqual([{ bytes: 500, method: 'POST' }]);
  });

  it('is asked about before it is sent, when the client asks (Expect: 100-continue)', async () => {
    const answer = await post('/api/auth/x', 0, { ...declared(GB), expect: '100-continue' });
    expect(answer.status).toBe(413);
  });

  it('a student sends no 200 MB to a staff page, staff do; of many at once only what memory is set aside for', async () => {
    const course = await makeCourse();
    const cookieOf = async (role: 'student' | 'ta'): Promise<string> => {
      const { userId } = await makePerson(role, course);
      return `next-auth.session-token=${await sealSession(await startSession({ userId, sessionEpoch: 0 }))}`;
    };
    const [student, ta] = [await cookieOf('student'), await cookieOf('ta')];
    const path = '/staff/ml/hw1/settings';
    expect((await post(path, 0, { ...declared(200_000_000), cookie: student })).status).toBe(401);
    const first = post(path, 0, { ...declared(200_000_000), cookie: ta }).catch(() => null); // its bytes never come
    const second = async (): Promise<number> =>
      (await post(path, 0, { ...declared(200_000_000), cookie: ta, connection: 'close' })).status;
    await expect.poll(async () => Promise.race([second(), wait(1_000)]), { timeout: 20_000 }).toBe(503);
    server.closeAllConnections();
    await first;
    expect((await post(path, 5_000_000, { ...declared(5_000_000), cookie: ta })).text).toBe('taken');
  });
});

const wait = (ms: number): Promise<null> => new Promise((resolve) => setTimeout(() => resolve(null), ms));

describe('A114: a body of a byte now and then', () => {
  it('is cut when a minute brought hardly anything; one that waits for its reader is not', async () => {
    const slow = createServer((request, response) => {
      const onBreach = (what: string): void => void response.writeHead(408).end(what);
      countBody(request, { bytesMax: 1_000_000, windowMs: 1_000, onBreach });
      if (request.url === '/waits')
        setTimeout(() => request.resume().on('end', () => response.end('all')), 3_500);
      else request.resume().on('end', () => response.end('all'));
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const at = (slow.address() as AddressInfo).port;
    const drip = (path: string, first: number): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(at, '127.0.0.1');
        let text = '';
        socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`);
        socket.write(Buffer.alloc(first));
        const timer = first === 100_000 ? null : setInterval(() => socket.write('x'), 50);
        const done = (): void => {
          if (timer) clearInterval(timer);
          socket.destroy();
          resolve(text);
        };
        socket.on('data', (chunk) => {
          text += chunk.toString();
          done();
        });
        socket.on('error', done);
      });
    expect(await drip('/', 0)).toMatch(/^HTTP\/1.1 408[\s\S]*too_slow/);
    expect(await drip('/waits', 100_000)).toMatch(/^HTTP\/1.1 200[\s\S]*all/);
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
  });
});

describe('A110: requests of one person to any API', () => {
  it('are counted over all their tokens and sessions, told in headers, and refused past the limit; others go on', async () => {
    const [person, other] = [await makePerson(), await makePerson()];
    const tokens = await Promise.all(['a', 'b', 'c'].map((name) => createToken(person.userId, name)));
    const session = await sealSession(await startSession({ userId: person.userId, sessionEpoch: 0 }));
    const ways = [
      ...tokens.map((token) => ({ authorization: `Bearer ${token}` })),
      { authorization: `Basic ${Buffer.from(`${person.studentId}:${tokens[0]}`).toString('base64')}` },
      { cookie: `next-auth.session-token=${session}` },
    ];
    const paths = [
      '/api/uploads',
      '/api/v1/competitions.CompetitionApiService/ListCompetitions',
      '/api/rest/v1/courses',
    ];
    const answers: Answer[] = [];
    for (let turn = 0; turn < 41; turn += 1)
      answers.push(await post([...paths, '/courses/x'][turn % 4] ?? '', 3, ways[turn % ways.length]));
    expect(answers.slice(0, 40).map((each) => each.status)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(answers[9]?.headers).toMatchObject({ 'ratelimit-limit': '40', 'ratelimit-remaining': '30' });
    const last = answers[40];
    expect([last?.status, last?.headers['ratelimit-remaining']]).toEqual([429, '0']);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    // Reads are counted apart; another person is another.
    expect((await post('/api/live', 0, { ...ways[0], method: 'GET' })).status).toBe(200);
    const token = await createToken(other.userId, 'x');
    expect((await post('/api/uploads', 3, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('are counted by address where nobody is signed in; what a client says of its address is not believed', async () => {
    const from = { 'x-forwarded-for': '6.6.6.6, 140.112.7.7' };
    for (let turn = 0; turn < 60; turn += 1) {
      const invented = { 'x-forwarded-for': `6.6.6.${turn}, 140.112.7.7` };
      expect((await post('/api/auth/csrf', 0, { ...invented, method: 'GET' })).status).toBe(200);
    }
    const over = await post('/api/auth/csrf', 0, { ...from, method: 'GET' });
    expect([over.status, over.headers['ratelimit-limit']]).toEqual([429, '60']);
    expect((await post('/sign-in', 0, { ...from, method: 'GET' })).status).toBe(200); // a page is no API
  });
});

describe('A108: while the database is away', () => {
  it('every address answers 503 with when to come again, and no word of where the database is; then all is well', async () => {
    const url = new URL(databaseUrl());
    const name = url.pathname.slice(1);
    const admin = new pg.Client({
      connectionString: String(Object.assign(new URL(url), { pathname: '/postgres' })),
    });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await expect.poll(() => database.isThere(), { timeout: 20_000 }).toBe(false);
    const ways: [string, Record<string, string>][] = [
      ['/sign-in', { accept: 'text/html', method: 'GET' }],
      ['/sign-in', { 'next-action': 'abc' }],
      ['/courses/ml', { rsc: '1', method: 'GET' }],
      ['/api/auth/callback/credentials', {}],
      ['/api/auth/session', { method: 'GET' }],
      ['/api/rest/v1/courses', { method: 'GET' }],
      ['/api/v1/competitions.CompetitionApiService/ListCompetitions', {}],
    ];
    for (const [path, headers] of ways) {
      const answer = await post(path, 3, headers);
      expect([path, answer.status, answer.headers['retry-after']]).toEqual([path, 503, '5']);
      expect(answer.text, path).toMatch(/[Bb]usy, try again/);
      const everything = answer.text + JSON.stringify(answer.headers);
      expect(everything, path).not.toMatch(
        new RegExp(`${url.port}|${name}|127\\.0\\.0\\.1|prisma|ECONN|postgres`, 'i'),
      );
    }
    const chinese = await post('/sign-in', 0, { 'accept-language': 'zh-TW', method: 'GET' });
    expect(chinese.text).toContain('忙碌中');
    expect(seen).toEqual([]);
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await admin.end();
    await expect.poll(() => database.isThere(), { timeout: 20_000 }).toBe(true);
    await expect
      .poll(
        () =>
          db()
            .user.count()
            .catch(() => -1),
        { timeout: 20_000 },
      )
      .toBeGreaterThanOrEqual(0);
    expect((await post('/sign-in', 3, {})).status).toBe(200);
  });
});
