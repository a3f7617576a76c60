import { expect, test } from '@playwright/test';
import type { DocumentedOperation, OpenApiDocument } from '@/lib/api/openapi';
import type { Db } from '@/lib/platform/database/client';
import { addActor, importDigits, Judge, type Actor } from './rest-support';
import { makeDataDir, siteDatabase, start, type Running } from './support';

/** The REST API by examples, over real HTTP on a started site; every answer is held against the document. */
test.describe.configure({ mode: 'serial' });

const A = '/courses/demo/assignments/digits';
const SECRET_SCORE = 0.123456789;

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let document: OpenApiDocument;
let judge: Judge;
let assignmentId: string;
let student: Actor;
let other: Actor;
let staff: Actor;
let sample: string;

test.beforeAll(async () => {
  data = makeDataDir();
  site = await start(data.path, {
    SADDLEPOINT_API_READS: '100000',
    SADDLEPOINT_API_WRITES: '100000',
    SADDLEPOINT_PERSON_READS: '100000',
    SADDLEPOINT_PERSON_WRITES: '100000',
  });
  db = await siteDatabase(data.path);
  const made = await importDigits(db, data.path);
  assignmentId = made.id;
  student = await addActor(db, made.courseId, 'b00000001', 'student');
  other = await addActor(db, made.courseId, 'b00000002', 'student');
  staff = await addActor(db, made.courseId, 't00000001', 'instructor');
  document = (await (await fetch(`${site.url}/api/rest/v1/openapi.json`)).json()) as OpenApiDocument;
  judge = new Judge(document);
});

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

type Body = Record<string, unknown>;

interface Sent {
  readonly token?: string | null;
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Record<string, string>;
}

/** Sends a request and holds the answer against the document. `template`: the path as the document has it. */
async function call(
  method: string,
  path: string,
  { token = student.tokens.all, json, body, headers = {} }: Sent = {},
): Promise<{ status: number; body: Body; headers: Headers; text: string }> {
  const answer = await fetch(`${site.url}/api/rest/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
  });
  const template = templateOf(path.split('?')[0] ?? '', method.toLowerCase());
  if (template) expect(await judge.faults(template, method.toLowerCase(), answer.clone())).toEqual([]);
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return {
    status: answer.status,
    body: isJson ? (JSON.parse(text) as Body) : {},
    headers: answer.headers,
    text,
  };
}

function templateOf(path: string, method: string): string | undefined {
  return Object.keys(document.paths).find(
    (each) =>
      document.paths[each]?.[method] && new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

const csv = { 'content-type': 'text/csv' };

async function scored(id: unknown, token = student.tokens.all): Promise<void> {
  await expect
    .poll(async () => (await call('GET', `/submissions/${String(id)}`, { token })).body.status, {
      timeout: 60_000,
    })
    .toBe('scored');
}

test('a student finds their way: me, courses, assignment, pages, rules, data', async () => {
  expect((await call('GET', '/me')).body).toMatchObject({ login: 'b00000001', scope: 'all' });
  expect((await call('GET', '/courses')).body).toMatchObject({ items: [{ slug: 'demo', role: 'student' }] });
  expect((await call('GET', '/courses/demo/assignments')).body).toMatchObject({
    items: [{ slug: 'digits' }],
  });
  expect((await call('GET', A)).body).toMatchObject({
    attempts: { limit: 5, left: 5 },
    rules: { accepted: false },
  });
  expect((await call('GET', `${A}/pages/overview`)).text).toContain('markdown');
  // The rules come before the data.
  expect((await call('GET', `${A}/files/data%2Ftrain.csv`)).body).toMatchObject({
    code: 'rules_not_accepted',
  });
  expect((await call('POST', `${A}/rules-acceptance`)).status).toBe(204);
  const files = (await call('GET', `${A}/files`)).body.items as {
    path: string;
    url: string;
    bytes: number;
  }[];
  sample = files.find((each) => each.path.includes('sample'))?.path ?? '';
  const whole = await call('GET', `${A}/files/${encodeURIComponent(sample)}`);
  const part = await call('GET', `${A}/files/${encodeURIComponent(sample)}`, {
    headers: { range: 'bytes=0-9' },
  });
  expect([part.status, part.text, part.headers.get('content-length')]).toEqual([
    206,
    whole.text.slice(0, 10),
    '10',
  ]);
  const linked = await fetch(files.find((each) => each.path === sample)?.url ?? '', {
    headers: { authorization: `Bearer ${student.tokens.read}` },
  });
  expect(await linked.text()).toBe(whole.text);
  sample = whole.text;
});

test('submits as a body, as a form and in pieces, and the same key uses one attempt', async () => {
  const first = await call('POST', `${A}/submissions?fileName=p.csv&description=first`, {
    body: sample,
    headers: { ...csv, 'idempotency-key': 'k1' },
  });
  expect([first.status, first.body.attemptsLeft]).toEqual([201, 4]);
  const again = await call('POST', `${A}/submissions?fileName=p.csv`, {
    body: sample,
    headers: { ...csv, 'idempotency-key': 'k1' },
  });
  expect(again.body.submissionId).toBe(first.body.submissionId);
  const form = new FormData();
  form.set('description', 'from a form');
  form.set('file', new Blob([sample]), 'form.csv');
  const second = await call('POST', `${A}/submissions`, { body: form });
  expect([second.status, second.body.fileName]).toEqual([201, 'form.csv']);
  const bytesTotal = Buffer.byteLength(sample);
  const begun = await call('POST', `${A}/uploads`, { json: { fileName: 'pieces.csv', bytesTotal } });
  const piece = (from: number, to: number) =>
    call('PUT', `/uploads/${String(begun.body.uploadId)}`, {
      body: sample.slice(from, to),
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${from}-${to - 1}/${bytesTotal}`,
      },
    });
  expect((await piece(0, 20)).body.offset).toBe(20);
  expect((await piece(50, 60)).body).toMatchObject({ status: 409, code: 'wrong_offset' });
  expect((await call('POST', `/uploads/${String(begun.body.uploadId)}/finish`, { json: {} })).status).toBe(
    409,
  );
  expect((await piece(20, bytesTotal)).body.offset).toBe(bytesTotal);
  const third = await call('POST', `/uploads/${String(begun.body.uploadId)}/finish`, { json: {} });
  expect([third.status, third.body.attemptsLeft]).toEqual([201, 2]);
  for (const each of [first, second, third]) await scored(each.body.submissionId);
  const page = await call('GET', `${A}/submissions?limit=2`);
  expect((page.body.items as Body[]).map((each) => each.fileName)).toEqual(['pieces.csv', 'form.csv']);
  const rest = await call('GET', `${A}/submissions?limit=2&cursor=${String(page.body.nextCursor)}`);
  expect(rest.body).toMatchObject({
    items: [{ description: 'first', publicScore: expect.any(Number) }],
    nextCursor: null,
  });
  expect(
    (
      await call('PUT', `/submissions/${String(first.body.submissionId)}/selection`, {
        json: { selected: true },
      })
    ).body,
  ).toEqual({ selected: 1 });
  expect(
    (
      await call('PATCH', `/submissions/${String(first.body.submissionId)}`, {
        json: { description: 'the one' },
      })
    ).body.description,
  ).toBe('the one');
  expect((await call('GET', `/submissions/${String(first.body.submissionId)}/file`)).text).toBe(sample);
});

test('a file with problems is a receipt that says so and uses no attempt', async () => {
  const bad = await call('POST', `${A}/submissions`, { body: 'Id,Class\n1,x\n', headers: csv });
  expect(bad.body).toMatchObject({ status: 'invalid', attemptsLeft: 2 });
  expect((bad.body.problems as Body[])[0]).toMatchObject({
    code: expect.any(String),
    message: expect.any(String),
  });
});

test('refuses what is malformed, each with its status and stable code', async () => {
  const cases: readonly (readonly [string, string, Sent, number, string])[] = [
    ['GET', '/nowhere', {}, 404, 'not_found'],
    ['GET', '/nowhere', { token: null }, 404, 'not_found'],
    ['GET', '/me', { token: null }, 401, 'unauthenticated'],
    ['GET', '/me', { token: 'sp_wrong' }, 401, 'unauthenticated'],
    ['DELETE', '/me', {}, 405, 'method_not_allowed'],
    ['POST', `${A}/threads`, { body: '{', headers: { 'content-type': 'application/json' } }, 400, 'not_json'],
    [
      'POST',
      `${A}/threads`,
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'wrong_media_type',
    ],
    ['POST', `${A}/threads`, { json: { title: 'x', markdown: 'y'.repeat(200_000) } }, 413, 'file_too_large'],
    ['POST', `${A}/threads`, { json: { title: 'x', markdown: 'y', more: 1 } }, 422, 'unknown_field'],
    ['POST', `${A}/threads`, { json: { title: 3 } }, 422, 'bad_field'],
    ['GET', `${A}/submissions?limit=1000`, {}, 422, 'bad_field'],
    ['GET', `${A}/submissions?cursor=nonsense`, {}, 422, 'bad_cursor'],
    ['GET', '/courses/demo/assignments/none', {}, 404, 'not_found'],
    ['POST', `${A}/submissions`, { body: 'x'.repeat(2_000_000), headers: csv }, 413, 'file_too_large'],
    [
      'POST',
      `${A}/submissions`,
      { token: student.tokens.read, body: sample, headers: csv },
      403,
      'scope_missing',
    ],
  ];
  for (const [method, path, sent, status, code] of cases) {
    const answer = await call(method, path, sent);
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      errors: expect.any(Array),
    });
  }
  expect((await call('DELETE', '/me')).headers.get('allow')).toBe('GET, HEAD');
  expect((await call('POST', `${A}/threads`, { json: { title: 3 } })).body.errors).toMatchObject([
    { field: 'title' },
    { field: 'markdown' },
  ]);
});

test('takes HTTP Basic with the login and a token', async () => {
  const basic = `Basic ${Buffer.from(`b00000001:${student.tokens.read}`).toString('base64')}`;
  expect((await call('GET', '/me', { token: null, headers: { authorization: basic } })).body.scope).toBe(
    'read',
  );
});

test('a board has an ETag, pages, and 304 while nothing changes', async () => {
  const board = await call('GET', `${A}/leaderboard?limit=1`);
  expect(board.body).toMatchObject({ which: 'public', items: [{ score: expect.any(String) }] });
  const etag = board.headers.get('etag') ?? '';
  const same = await call('GET', `${A}/leaderboard?limit=1`, { headers: { 'if-none-match': etag } });
  expect([same.status, same.text]).toEqual([304, '']);
  const next = await call('GET', `${A}/leaderboard?limit=1&cursor=${String(board.body.nextCursor)}`);
  expect(next.headers.get('etag')).not.toBe(etag);
  expect((await call('GET', `${A}/leaderboard?which=private`)).status).toBe(404);
});

test('quiz, checkpoint, hand-in, grade, announcements and discussion', async () => {
  const quiz = await call('GET', `${A}/quiz`);
  expect((quiz.body.questions as Body[])[0]).toMatchObject({ id: 'hessian', saved: null, released: null });
  expect(
    (await call('PUT', `${A}/quiz/answers/hessian`, { json: { kind: 'option', option: 0 } })).status,
  ).toBe(200);
  expect(
    (await call('PUT', `${A}/quiz/answers/hessian`, { json: { kind: 'number', text: '1' } })).body.code,
  ).toBe('bad_answer');
  expect((await call('GET', `${A}/quiz/checkpoint`)).body.items).toHaveLength(4);
  expect(JSON.parse((await call('GET', `${A}/quiz/checkpoint/json`)).text)).toHaveProperty('w');
  expect((await call('GET', `${A}/handins`)).body.expectedName).toBe('b00000001_digits.zip');
  expect(
    (
      await call('POST', `${A}/handins?fileName=b00000001_digits.zip`, {
        body: 'no zip',
        headers: { 'content-type': 'application/zip' },
      })
    ).status,
  ).toBe(422);
  expect((await call('GET', `${A}/grade`)).status).toBe(404);
  expect((await call('GET', `${A}/breaches`)).body).toEqual({ items: [] });
  expect(
    (
      await call('POST', `${A}/announcements`, {
        token: staff.tokens.all,
        json: { title: 'News', markdown: 'Read.' },
      })
    ).status,
  ).toBe(201);
  expect((await call('GET', `${A}/announcements`)).body).toMatchObject({ items: [{ title: 'News' }] });
  const asked = await call('POST', `${A}/threads`, {
    json: { title: 'Why?', markdown: 'So.', isPrivate: true },
  });
  const thread = `/threads/${String(asked.body.threadId)}`;
  expect(
    (await call('POST', `${thread}/posts`, { token: staff.tokens.all, json: { markdown: 'Because.' } }))
      .status,
  ).toBe(201);
  expect((await call('GET', thread)).body.posts).toHaveLength(2);
  expect((await call('GET', thread, { token: other.tokens.all })).status).toBe(404);
  expect((await call('GET', `${A}/threads`)).body).toMatchObject({
    items: [{ title: 'Why?', hasStaffAnswer: true }],
  });
});

test('A35 and A17: no student’s answer holds a private score before the reveal, nor anything of another student', async () => {
  await db.score.updateMany({ data: { privateScore: SECRET_SCORE } });
  await db.baseline.updateMany({ data: { privateScore: SECRET_SCORE } });
  await db.$executeRaw`UPDATE board_state SET version = version + 1`;
  const mine = await db.submission.findFirstOrThrow({ where: { status: 'scored' } });
  const params: Record<string, string> = {
    course: 'demo',
    assignment: 'digits',
    page: 'overview',
    path: 'data%2Ftrain.csv',
    submission: String(mine.id),
    format: 'json',
  };
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!methods.get || !(path.match(/\{(\w+)\}/g) ?? []).every((each) => each.slice(1, -1) in params))
      continue;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
    expect((await call('GET', filled)).text, path).not.toContain('0.12345');
    if (!path.includes('{submission}')) continue;
    expect((await call('GET', filled, { token: other.tokens.all })).status, path).toBeGreaterThanOrEqual(403);
  }
  expect(
    (
      await call('PUT', `/submissions/${mine.id}/selection`, {
        token: other.tokens.all,
        json: { selected: false },
      })
    ).status,
  ).toBe(404);
  // The staff do see it: the test looks where there is something to see.
  expect((await call('GET', `${A}/staff/submissions`, { token: staff.tokens.all })).text).toContain(
    '0.12345',
  );
});

test('no operation of staff is for a student, or for a token of staff that may not do everything', async () => {
  const before = await db.auditEntry.count();
  const participant = await db.participant.findFirstOrThrow({ where: { userId: student.userId } });
  const mine = await db.submission.findFirstOrThrow({ where: { status: 'scored' } });
  const params: Record<string, string> = {
    course: 'demo',
    assignment: 'digits',
    submission: String(mine.id),
    participant: participant.id,
    run: participant.id,
    user: student.userId,
    handin: '1',
    item: 'x',
    page: 'overview',
    path: 'data%2Ftrain.csv',
    request: participant.id,
    breach: participant.id,
    webhook: participant.id,
    baseline: (await db.baseline.findFirstOrThrow()).id,
  };
  const bodies: Record<string, unknown> = {
    hideParticipant: { hidden: true, reason: 'x' },
    grantException: {
      userId: student.userId,
      reason: 'x',
      exception: { kind: 'extra_attempts', attempts: 5 },
    },
    invalidateSubmission: { reason: 'x' },
    reveal: { stillSubmitting: [] },
    startRegrade: { solutionId: participant.id, reason: 'x' },
    publishGrades: { fingerprint: 'x' },
    announce: { title: 'x', markdown: 'x' },
    saveReview: { points: {}, comment: 'x', unreasonable: true, complete: true },
    publishReviews: { published: true },
    answerSecondLook: { accepted: true, reply: 'x' },
    overrideGradeItem: { points: '4', reason: 'x' },
    recordBreach: { kind: 'x', evidence: 'x' },
    addPage: { slug: 'x' },
    putPage: { markdown: 'x' },
    addBaseline: { name: 'x', public: 0.5, private: 0.5 },
    acceptQuizAnswer: { questionId: 'hessian', userId: null, value: 0, reason: 'x' },
    addPerson: { studentId: 'b09999999', name: 'x', role: 'student' },
    putRole: { role: 'instructor' },
    putEnrolment: { enrolled: false },
    addWebhook: { url: 'https://example.edu/hook', events: ['announcement.posted'] },
    putSettings: (await call('GET', `${A}/staff/settings`, { token: staff.tokens.all })).body,
  };
  let walked = 0;
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation['x-staff']) continue;
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
      for (const token of [
        student.tokens.all,
        student.tokens.read,
        staff.tokens.submit,
        staff.tokens.read,
        null,
      ]) {
        const answer = await call(method.toUpperCase(), filled, { token, ...requestOf(operation, bodies) });
        expect([401, 403, 404], `${operation.operationId}: ${answer.text}`).toContain(answer.status);
        walked += 1;
      }
    }
  expect(walked).toBeGreaterThan(100);
  expect(await db.auditEntry.count()).toBe(before);
});

function requestOf(operation: DocumentedOperation, bodies: Record<string, unknown>): Sent {
  const [media] = Object.keys(operation.requestBody?.content ?? {});
  if (media === undefined) return {};
  if (media === 'application/json') return { json: bodies[operation.operationId] ?? {} };
  return { body: 'student_id,name,email,role\n', headers: { 'content-type': media } };
}

test('staff: settings, pages, files, baselines and people are set and read again', async () => {
  const as = { token: staff.tokens.all };
  const settings = (await call('GET', `${A}/staff/settings`, as)).body;
  const put = (json: unknown) => call('PUT', `${A}/staff/settings`, { ...as, json });
  expect((await put({ ...settings, dailyLimit: 7 })).status).toBe(204);
  expect((await call('GET', `${A}/staff/settings`, as)).body).toEqual({ ...settings, dailyLimit: 7 });
  expect((await put({ ...settings, timezone: 'Nowhere' })).body.code).toBe('bad_field');
  expect((await put(settings)).status).toBe(204);

  expect((await call('POST', `${A}/staff/pages`, { ...as, json: { slug: 'faq' } })).status).toBe(204);
  expect((await call('PUT', `${A}/staff/pages/faq`, { ...as, json: { markdown: 'Ask.' } })).status).toBe(204);
  expect((await call('GET', `${A}/pages/faq`)).text).toContain('Ask.');
  expect((await call('DELETE', `${A}/staff/pages/faq`, as)).status).toBe(204);
  expect((await call('GET', `${A}/pages/faq`)).status).toBe(404);

  const bytes = { ...as, body: 'a,b\n1,2\n', headers: { 'content-type': 'application/octet-stream' } };
  expect((await call('PUT', `${A}/staff/files/data%2Fextra.csv`, bytes)).body).toMatchObject({ bytes: 8 });
  expect((await call('GET', `${A}/files/data%2Fextra.csv`)).text).toBe('a,b\n1,2\n');
  expect((await call('DELETE', `${A}/staff/files/data%2Fextra.csv`, as)).status).toBe(204);
  expect((await call('GET', `${A}/files/data%2Fextra.csv`)).status).toBe(404);

  const named = async () =>
    ((await call('GET', `${A}/staff/baselines`, as)).body.items as Body[]).filter(
      (each) => each.name === 'Mine',
    );
  const mine = { name: 'Mine', public: 0.25, private: 0.5 };
  expect((await call('POST', `${A}/staff/baselines`, { ...as, json: mine })).status).toBe(204);
  const [added] = await named();
  expect(added).toMatchObject({ publicScore: 0.25, privateScore: 0.5 });
  expect((await call('DELETE', `${A}/staff/baselines/${String(added?.id)}`, as)).status).toBe(204);
  expect(await named()).toEqual([]);

  const person = { studentId: 'b09999998', name: 'New One', email: 'new-one@example.edu', role: 'student' };
  const invited = await call('POST', '/courses/demo/staff/people', { ...as, json: person });
  expect(invited.body.invitation).toMatchObject({ name: 'New One', role: 'student' });
  const { userId } = invited.body.invitation as { userId: string };
  const at = `/courses/demo/staff/people/${userId}`;
  const enrolment = () => db.enrolment.findFirstOrThrow({ where: { userId } });
  expect((await call('PUT', `${at}/role`, { ...as, json: { role: 'ta' } })).status).toBe(204);
  expect((await enrolment()).role).toBe('ta');
  expect((await call('PUT', `${at}/enrolment`, { ...as, json: { enrolled: false } })).status).toBe(204);
  expect((await enrolment()).removedAt).not.toBeNull();
});

test('staff: people, roster, submissions, exceptions, hiding, audit, bundle', async () => {
  const token = staff.tokens.all;
  const list = 'student_id,name,email,role\nb00000009,New,new@example.edu,student\n';
  const roster = (query: string) =>
    call('POST', `/courses/demo/staff/roster${query}`, { token, body: list, headers: csv });
  const dry = await roster('');
  expect(dry.body).toMatchObject({ applied: false, entries: [{ action: 'add' }] });
  expect((await call('GET', '/courses/demo/staff/roster?limit=1', { token })).body.items).toHaveLength(1);
  const applied = await roster(`?apply=true&fingerprint=${String(dry.body.fingerprint)}`);
  expect(applied.body).toMatchObject({
    applied: true,
    invitations: [{ link: expect.stringContaining('/invitation/') }],
  });
  expect((await roster(`?apply=true&fingerprint=${String(dry.body.fingerprint)}`)).status).toBe(409);
  const people = (await call('GET', `${A}/staff/participants`, { token })).body.items as Body[];
  const person = people.find((each) => each.userId === student.userId);
  const first = await call('GET', `${A}/staff/submissions?limit=1`, { token });
  const second = await call('GET', `${A}/staff/submissions?limit=1&cursor=${String(first.body.nextCursor)}`, {
    token,
  });
  const [a, b] = [first, second].map((each) => (each.body.items as Body[])[0]?.id as number);
  expect(a).toBeGreaterThan(b ?? 0);
  const scoredOne = await db.submission.findFirstOrThrow({ where: { status: 'scored' } });
  const submission = `/staff/submissions/${scoredOne.id}`;
  expect(
    (await call('POST', `${submission}/invalidate`, { token, json: { reason: 'wrong file' } })).status,
  ).toBe(204);
  expect((await call('GET', submission, { token })).body.invalidatedReason).toBe('wrong file');
  expect((await call('POST', `${submission}/restore`, { token })).status).toBe(204);
  const exception = {
    userId: student.userId,
    reason: 'ill',
    exception: { kind: 'extra_attempts', attempts: 3 },
  };
  expect((await call('POST', `${A}/staff/exceptions`, { token, json: exception })).status).toBe(204);
  expect((await call('GET', A)).body).toMatchObject({ attempts: { limit: 8 } });
  const hide = (hidden: boolean) =>
    call('PUT', `/staff/participants/${String(person?.participantId)}/visibility`, {
      token,
      json: { hidden, reason: 'x' },
    });
  expect([(await hide(true)).status, (await hide(false)).status]).toEqual([204, 204]);
  const log = await call('GET', `${A}/staff/audit?action=submission.invalidated`, { token });
  expect(log.body).toMatchObject({ items: [{ action: 'submission.invalidated' }] });
  const zip = await call('GET', `${A}/staff/bundle`, { token });
  expect([zip.status, zip.text.slice(0, 2)]).toEqual([200, 'PK']);
  expect((await call('GET', `${A}/staff/checkpoints`, { token })).status).toBe(200);
  const seed = (json: object) => call('POST', `${A}/staff/checkpoints/seed`, { token, json });
  expect((await seed({})).status).toBe(204);
  expect((await seed({ students: ['B00000001'] })).status).toBe(204);
  const stranger = await seed({ students: ['b00000001', 'nobody'] });
  expect([stranger.status, stranger.text]).toEqual([422, expect.stringContaining('nobody')]);
  expect((await call('GET', `${A}/staff/grades`, { token })).status).toBe(404); // digits is not graded here
});

test('staff: a new solution, its regrade, previewed and committed', async () => {
  const token = staff.tokens.all;
  const bundle = await db.solutionVersion.findFirstOrThrow({ where: { competitionId: assignmentId } });
  const text = await (
    await import('node:fs/promises')
  ).readFile(`${data.path}/files/${bundle.sha256.slice(0, 2)}/${bundle.sha256.slice(2)}`, 'utf8');
  const added = await call('POST', `${A}/staff/solutions?fileName=s2.csv`, {
    token,
    body: `${text}\n`,
    headers: csv,
  });
  expect([added.status, added.body.number]).toEqual([201, 2]);
  const begun = await call('POST', `${A}/staff/regrades`, {
    token,
    json: { solutionId: added.body.solutionId, reason: 'typo' },
  });
  expect(begun.status).toBe(201);
  const run = `/staff/regrades/${String(begun.body.runId)}`;
  await expect
    .poll(
      async () => ((await call('GET', `${A}/staff/regrades`, { token })).body.run as Body | null)?.status,
      { timeout: 60_000 },
    )
    .toBe('ready');
  expect((await call('GET', run, { token })).body).toMatchObject({ pending: 0 });
  expect((await call('POST', `${run}/commit`, { token })).status).toBe(204);
  expect((await call('POST', `${run}/cancel`, { token })).status).toBeGreaterThanOrEqual(400);
});

test('counts the requests of a person over all their tokens, and says when to come back', async () => {
  const second = await start(data.path, {
    SADDLEPOINT_ROLE: 'web',
    SADDLEPOINT_API_READS: '3',
    SADDLEPOINT_API_WRITES: '1',
  });
  try {
    const read = (token: string): Promise<Response> =>
      fetch(`${second.url}/api/rest/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    // Counted by the first process as well, which lets more through.
    await db.$executeRaw`DELETE FROM throttle.api_request`;
    const tokens = [other.tokens.all, other.tokens.read, other.tokens.submit, other.tokens.all];
    const answers: Response[] = [];
    for (const token of tokens) answers.push(await read(token));
    expect(answers.map((each) => each.status)).toEqual([200, 200, 200, 429]);
    expect(answers.map((each) => each.headers.get('ratelimit-remaining'))).toEqual(['2', '1', '0', '0']);
    const last = answers[3];
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.headers.get('ratelimit-limit')).toBe('3');
    expect(await last?.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
  } finally {
    await second.stop();
  }
});

test('is documented on a page that holds every operation', async () => {
  const html = await (await fetch(`${site.url}/developers/api`)).text();
  for (const methods of Object.values(document.paths))
    for (const each of Object.values(methods)) expect(html).toContain(`id="${each.operationId}"`);
});
