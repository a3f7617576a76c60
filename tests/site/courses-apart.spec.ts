import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import { OPERATIONS } from '@/lib/api/operations';
import type { Db } from '@/lib/platform/database/client';
import { importDigits } from './rest-support';
import { makeDataDir, siteDatabase, start, type Running } from './support';

/**
 * A101: staff of one course get nothing of another. What is walked comes from the tree of pages, from the list of operations and
 * from the build's own list of server actions, so that a new one is walked, too.
 */
test.describe.configure({ mode: 'serial' });

/** In the course's title and in what students and staff write there; in no answer to a stranger. */
const MARK = 'Zqxmark';

interface Stranger {
  readonly name: string;
  readonly cookie: string | null;
  readonly token: string | null;
}

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let assignmentId: string;
let courseId: string;
let owner: Stranger;
let strangers: readonly Stranger[];
let ids: Readonly<Record<string, string>>;

test.beforeAll(async () => {
  data = makeDataDir();
  const many = '100000';
  const limits = ['API_READS', 'API_WRITES', 'PERSON_READS', 'PERSON_WRITES', 'ANONYMOUS_REQUESTS'];
  site = await start(data.path, Object.fromEntries(limits.map((each) => [`SADDLEPOINT_${each}`, many])));
  db = await siteDatabase(data.path);
  ({ id: assignmentId, courseId } = await importDigits(db, data.path));
  await db.course.update({ where: { id: courseId }, data: { title: MARK } });
  await db.assignment.update({ where: { id: assignmentId }, data: { title: MARK } });
  const elsewhere = await db.course.create({
    data: { slug: 'elsewhere', title: 'Elsewhere', timezone: 'Asia/Taipei' },
  });
  owner = await makePerson('owner', courseId, 'instructor');
  const removed = await makePerson('removed', courseId, 'instructor');
  await db.enrolment.updateMany({ where: { user: { name: 'removed' } }, data: { removedAt: new Date() } });
  strangers = [
    await makePerson('instructor of another course', elsewhere.id, 'instructor'),
    await makePerson('TA of another course', elsewhere.id, 'ta'),
    removed,
    { name: 'nobody', cookie: null, token: null },
  ];
  ids = await idsOfCourse();
});
test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

type Role = 'student' | 'auditor' | 'ta' | 'instructor';

async function makePerson(name: string, course: string, role: Role): Promise<Stranger> {
  const token = `sp_${randomBytes(32).toString('base64url')}`;
  const key = `${name} ${role}`;
  const user = await db.user.create({
    data: {
      name,
      email: `${createHash('sha256').update(key).digest('hex').slice(0, 12)}@example.edu`,
      enrolments: { create: { courseId: course, role, displayName: key, displayNameKey: key } },
      tokens: { create: { name: 'x', tokenHash: createHash('sha256').update(token).digest('hex') } },
      sessions: { create: { sessionEpoch: 0, expiresAt: new Date(Date.now() + 3_600_000) } },
    },
    include: { sessions: true },
  });
  const { secret } = JSON.parse(readFileSync(path.join(data.path, 'secrets.json'), 'utf8')) as {
    secret: string;
  };
  const sealed = await encode({
    token: { sessionId: user.sessions[0]?.id, userId: user.id },
    secret: createHmac('sha256', secret).update('saddlepoint sessions').digest('base64url'),
  });
  return { name, token, cookie: `next-auth.session-token=${sealed}` };
}

/** What there is in the course, by the names that addresses give it. */
async function idsOfCourse(): Promise<Record<string, string>> {
  const student = await db.user.create({
    data: {
      name: `Student ${MARK}`,
      studentId: 'b00000001',
      enrolments: {
        create: { courseId, role: 'student', displayName: `b00000001_${MARK}`, displayNameKey: 'b1' },
      },
    },
  });
  const participant = await db.participant.create({
    data: { competitionId: assignmentId, userId: student.id, rulesAcceptedAt: new Date() },
  });
  const submission = await db.submission.create({
    data: {
      competitionId: assignmentId,
      participantId: participant.id,
      sha256: 'a'.repeat(64),
      fileName: `${MARK}.csv`,
      fileBytes: 1,
      source: 'api',
      quotaDay: '2021-03-12',
      countsForLimit: false,
      status: 'failed',
    },
  });
  const thread = await db.forumThread.create({
    data: { assignmentId, authorId: student.id, title: MARK },
  });
  const { id: baseline } = await db.baseline.findFirstOrThrow({ where: { competitionId: assignmentId } });
  const id = participant.id;
  return {
    ...{ course: 'demo', assignment: 'digits', submission: String(submission.id), id: String(submission.id) },
    ...{ participant: id, run: id, request: id, breach: id, webhook: id, upload: id, entry: id, baseline },
    ...{ user: student.id, userId: student.id, thread: thread.id, handin: '1', handinId: '1', rank: '1' },
    ...{ item: 'x', page: 'overview', path: 'data%2Ftrain.csv', format: 'json', post: id, file: '0' },
  };
}

/** Pages that staff have of a course, with the parts of their address filled in. */
function staffPages(folder = 'app/(staff)'): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return staffPages(file);
    if (name !== 'page.tsx' || !folder.includes('[course]')) return [];
    const address = folder.replace('app/(staff)', '');
    return [address.replace(/\[(\w+)\]/g, (_, part: string) => ids[part] ?? part)];
  });
}

const headersOf = ({ cookie, token }: Stranger, by: 'cookie' | 'token'): Record<string, string> => {
  if (by === 'cookie') return cookie === null ? {} : { cookie };
  return token === null ? {} : { authorization: `Bearer ${token}` };
};

test('A101: no staff page of a course, in no encoding, is for who is not of its staff', async () => {
  const pages = staffPages();
  expect(pages.length).toBeGreaterThan(18);
  const marked: string[] = [];
  for (const page of pages) {
    const get = (who: Stranger, extra: Record<string, string> = {}): Promise<Response> =>
      fetch(site.url + page, { headers: { ...headersOf(who, 'cookie'), ...extra }, redirect: 'manual' });
    for (const who of strangers) {
      const html = await get(who);
      expect([307, 404], `${who.name} ${page}`).toContain(html.status);
      expect(await html.text(), `${who.name} ${page}`).not.toContain(MARK);
      for (const extra of [{ rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }])
        expect(
          await (await get(who, extra as unknown as Record<string, string>)).text(),
          `${who.name} ${page}`,
        ).not.toContain(MARK);
    }
    if ((await (await get(owner)).text()).includes(MARK)) marked.push(page);
  }
  // Its own staff see them: the walk looks where there is something to see.
  expect(marked.length).toBeGreaterThan(pages.length / 2);
});

test('A101: no operation of the API on a course is for who is not in it', async () => {
  const before = await fingerprint();
  const onCourse = OPERATIONS.filter((each) => each.path.includes('{'));
  expect(onCourse.length).toBeGreaterThan(80);
  for (const operation of onCourse) {
    const address = operation.path.replace(/\{(\w+)\}/g, (_, part: string) => ids[part] ?? ids.id ?? '');
    for (const who of strangers) {
      const isJson = operation.body !== undefined;
      const type = isJson ? 'application/json' : (operation.file?.types[0] ?? '');
      const hasBody = isJson || operation.file !== undefined;
      const answer = await fetch(`${site.url}/api/rest/v1${address}`, {
        method: operation.method,
        headers: { ...headersOf(who, 'token'), ...(hasBody ? { 'content-type': type } : {}) },
        body: hasBody ? (isJson ? '{}' : 'a,b\n1,2\n') : null,
      });
      const text = await answer.text();
      // 422: what was sent is not even looked up.
      expect([401, 403, 404, 422], `${who.name} ${operation.id}: ${text}`).toContain(answer.status);
      expect(text, `${who.name} ${operation.id}`).not.toContain(MARK);
    }
  }
  expect(await fingerprint()).toEqual(before);
});

/** The server actions of the build: their ids. */
function actions(): string[] {
  const file = '.next/server/server-reference-manifest.json';
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<'node' | 'edge', Record<string, unknown>>;
  return Object.keys(manifest.node);
}

test('A101: no server action, given whatever of a course, does or tells anything to who is not in it', async () => {
  const all = actions();
  expect(all.length).toBeGreaterThan(60);
  const known = [assignmentId, courseId, ids.course, ids.submission, ids.user, ids.participant, ids.baseline];
  const before = await fingerprint();
  let refused = 0;
  for (const action of all)
    for (const who of strangers.slice(0, 3)) {
      const call = async (body: BodyInit, type?: string): Promise<void> => {
        const answer = await fetch(`${site.url}/staff/demo/digits`, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            ...headersOf(who, 'cookie'),
            'next-action': action,
            origin: site.url,
            ...(type === undefined ? {} : { 'content-type': type }),
          },
          body,
        });
        const text = await answer.text();
        expect(text, `${who.name} ${action}`).not.toContain(MARK);
        if (/not_found|forbidden/.test(text)) refused += 1;
      };
      for (const each of known) {
        await call(JSON.stringify([each, each, each]), 'text/plain;charset=UTF-8');
      }
      const form = new FormData();
      for (const name of ['competitionId', 'assignmentId', 'courseId'])
        form.append(`_1_${name}`, String(known[0]));
      form.append('_1_course', 'demo');
      form.append('0', JSON.stringify([{ problems: [], values: {}, done: 0 }, '$K1']));
      await call(form);
    }
  // Many came as far as the question who asks.
  expect(refused).toBeGreaterThan(30);
  expect(await fingerprint()).toEqual(before);
});

/** Of every table what it holds, but for what signing in and asking leave behind. */
async function fingerprint(): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'`;
  // What the site notes by itself: when a token was used, when the worker was last alive, what the watch over the store found.
  const left = ['session', 'api_token', 'site_setting', 'store_damage'];
  const entries: [string, string][] = [];
  for (const { name } of tables.filter((each) => !left.includes(each.name))) {
    const [row] = await db.$queryRawUnsafe<{ sum: string | null }[]>(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM "${name}" t`,
    );
    entries.push([name, row?.sum ?? '']);
  }
  return Object.fromEntries(entries);
}
