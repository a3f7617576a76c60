import { expect, test } from '@playwright/test';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { startSite, type Site } from '../e2e/support/site';
import { requestsOf, type OpenApi, type OpenApiOperation } from './openapi-requests';

/** The REST API of a running demo site, driven by its own OpenAPI document. */
test.describe.configure({ mode: 'serial' });
test.setTimeout(300_000);

const PEOPLE = { student: 'b09901002', other: 'b09901017', ta: 'assistant@example.edu' } as const;
type Who = keyof typeof PEOPLE;

let site: Site;
let base: string;
let document: OpenApi;
let operations: readonly OpenApiOperation[];
const tokens = {} as Record<Who | 'readOnly', string>;
const ajv = addFormats(new Ajv2020({ strict: false }));
const validators = new Map<string, ValidateFunction>();

test.beforeAll(async () => {
  site = await startSite({ demo: true, env: { SADDLEPOINT_API_LIMIT: '1000000' } });
  base = `${site.url}/api/rest/v1`;
  for (const who of Object.keys(PEOPLE) as Who[]) tokens[who] = await token(PEOPLE[who]);
  tokens.readOnly = await token(PEOPLE.ta, '--scope', 'read');
  document = (await (await fetch(`${base}/openapi.json`)).json()) as OpenApi;
  ajv.addSchema(document, 'openapi');
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ ...each, path, method: method.toUpperCase() })),
  );
});

test.afterAll(() => site.stop());

async function token(login: string, ...options: string[]): Promise<string> {
  const made = await site.cli(['token', 'create', '--user', login, ...options]);
  expect([made.code, made.stderr]).toEqual([0, '']);
  return made.stdout.trim();
}

type Init = { method?: string; body?: string | Buffer | object; headers?: Record<string, string> };

async function call(who: keyof typeof tokens | null, path: string, init: Init = {}) {
  const { body, ...rest } = init;
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  const response = await fetch(`${base}${path}`, {
    ...rest,
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
    headers: {
      ...(who ? { authorization: `Bearer ${tokens[who]}` } : {}),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...init.headers,
    },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
}

/** What the document says of this answer holds; else why not. */
function violation(
  operation: OpenApiOperation,
  status: number,
  type: string | null,
  text: string,
): string | null {
  const declared = operation.responses[String(status)];
  if (!declared) return `status ${status} is not in the document`;
  const pointer = declared.$ref ?? pointerTo(operation, status);
  const content = declared.$ref
    ? document.components.responses[declared.$ref.split('/').at(-1) ?? '']?.content
    : declared.content;
  if (!content) return text === '' || status === 206 ? null : `${status} should have no body`;
  const media = (type ?? '').split(';')[0] ?? '';
  if (!content[media])
    return content['application/json'] ? `${media} is not ${Object.keys(content).join()}` : null;
  if (!media.endsWith('json')) return null;
  const key = `openapi${pointer}/content/${media.replace('/', '~1')}/schema`;
  let validate = validators.get(key);
  if (!validate) validators.set(key, (validate = ajv.compile({ $ref: key })));
  return validate(JSON.parse(text)) ? null : ajv.errorsText(validate.errors);
}

function pointerTo({ path, method }: OpenApiOperation, status: number): string {
  const escaped = encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#/paths/${escaped}/${method.toLowerCase()}/responses/${status}`;
}

const isStaff = (operation: OpenApiOperation): boolean => operation['x-audience'] === 'staff';

const FIXED: Readonly<Record<string, readonly string[]>> = {
  course: ['demo'],
  assignment: ['digits', 'odd-even', 'hw2-1'],
  id: ['1', '2', '30'],
  question: ['hessian'],
  path: ['sample_submission.csv', 'data/train.csv'],
};

test('nobody gets anything without a token, and each refusal is as documented', async () => {
  for (const operation of operations) {
    const [request] = fc.sample(requestsOf(operation, document, FIXED, false), { numRuns: 1, seed: 1 });
    const { method, path, body, contentType } = request!;
    const answer = await call(null, path, {
      method,
      ...(body === null ? {} : { body, headers: { 'content-type': contentType } }),
    });
    expect([operation.operationId, answer.status]).toEqual([operation.operationId, 401]);
    expect(violation(operation, 401, answer.headers.get('content-type'), answer.text)).toBeNull();
  }
});

test('A19: a student, and staff with a token that only reads, get none of the staff’s operations', async () => {
  for (const operation of operations.filter(isStaff)) {
    for (const { method, path, body, contentType } of fc.sample(
      requestsOf(operation, document, FIXED, false),
      {
        numRuns: 4,
        seed: 2,
      },
    )) {
      for (const who of ['student', 'readOnly'] as const) {
        const init = { method, ...(body === null ? {} : { body, headers: { 'content-type': contentType } }) };
        const answer = await call(who, path, init);
        const said = `${who} ${operation.operationId} ${path} ${answer.text.slice(0, 200)}`;
        expect([403, 404, 422], said).toContain(answer.status);
        expect(
          violation(operation, answer.status, answer.headers.get('content-type'), answer.text),
        ).toBeNull();
      }
    }
  }
});

test('a student’s journey: rules, data, a submission that may be sent twice, its score, the board', async () => {
  const A = '/courses/demo/assignments/digits';
  const me = (await call('student', '/me')).json() as {
    login: string;
    courses: { slug: string; isStaff: boolean }[];
  };
  expect(me).toMatchObject({ login: PEOPLE.student, courses: [{ slug: 'demo', isStaff: false }] });
  expect((await call('student', `${A}/rules-acceptance`, { method: 'PUT' })).status).toBe(200);
  const { items: files } = (await call('student', `${A}/files`)).json() as {
    items: { path: string; bytes: number }[];
  };
  const sample = files.find((each) => each.path === 'sample_submission.csv');
  const file = await call('student', `${A}/files/content?path=sample_submission.csv`);
  expect([file.status, file.text.length]).toEqual([200, sample?.bytes]);
  const part = await call('student', `${A}/files/content?path=sample_submission.csv`, {
    headers: { range: 'bytes=0-4' },
  });
  expect([part.status, part.text]).toEqual([206, file.text.slice(0, 5)]);

  const send = () =>
    call('student', `${A}/submissions?fileName=mine.csv&description=by%20program`, {
      method: 'POST',
      body: file.text,
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'journey' },
    });
  const [first, second] = [await send(), await send()];
  expect([first.status, second.status]).toEqual([201, 201]);
  const { submissionId } = first.json() as { submissionId: number };
  expect(second.json()).toMatchObject({ submissionId });
  const submission = async () => (await call('student', `${A}/submissions/${submissionId}`)).json();
  await expect.poll(submission, { timeout: 60_000 }).toMatchObject({ status: 'scored', privateScore: null });
  expect(await call('student', `${A}/submissions/${submissionId}/file`)).toMatchObject({ text: file.text });
  const changed = await call('student', `${A}/submissions/${submissionId}`, {
    method: 'PATCH',
    body: { description: 'now described' },
  });
  expect(changed.json()).toMatchObject({ description: 'now described' });
  expect((await call('other', `${A}/submissions/${submissionId}`)).status, 'A17: another’s').toBe(404);
  expect((await call('other', `${A}/submissions/${submissionId}/file`)).status).toBe(404);

  const whole = (await call('student', `${A}/leaderboard?limit=200`)).json() as { items: { id: string }[] };
  const paged: { id: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (
      await call('student', `${A}/leaderboard?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    ).json() as {
      items: { id: string }[];
      next: string | null;
    };
    paged.push(...page.items);
    cursor = page.next;
  }
  expect(paged).toEqual(whole.items);
  const etag = (await call('student', `${A}/leaderboard`)).headers.get('etag') ?? '';
  const again = await call('student', `${A}/leaderboard`, { headers: { 'if-none-match': etag } });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await call('student', `${A}/leaderboard?which=private`)).status, 'A34').toBe(404);
});

test('staff page through everybody’s submissions, take one back, and read it in the audit log', async () => {
  const S = '/courses/demo/assignments/digits/staff';
  const ids: number[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (
      await call('ta', `${S}/submissions?limit=7${cursor ? `&cursor=${cursor}` : ''}`)
    ).json() as {
      items: { id: number }[];
      next: string | null;
    };
    ids.push(...page.items.map((each) => each.id));
    cursor = page.next;
  }
  expect(ids.length).toBeGreaterThan(20);
  expect(new Set(ids).size).toBe(ids.length);
  const target = `${S}/submissions/${ids[0]}/invalidation`;
  expect((await call('ta', target, { method: 'PUT', body: { reason: 'by program' } })).status).toBe(200);
  expect((await call('ta', target, { method: 'DELETE' })).status).toBe(200);
  expect(
    (await call('ta', `${S}/submissions/${ids[0]! + 100_000}/invalidation`, { method: 'DELETE' })).status,
  ).toBe(404);
  const { items } = (await call('ta', `${S}/audit`)).json() as { items: { action: string }[] };
  expect(items.slice(0, 2).map((each) => each.action)).toEqual([
    'submission.restored',
    'submission.invalidated',
  ]);
});

test('says what is wrong with a request: path, method, media type, JSON, fields', async () => {
  const A = '/courses/demo/assignments/digits';
  const codeOf = async (path: string, init?: Init) => {
    const answer = await call('student', path, init);
    return [answer.status, (answer.json() as { code: string }).code];
  };
  expect(await codeOf('/nowhere')).toEqual([404, 'not_found']);
  expect(await codeOf('/me', { method: 'DELETE' })).toEqual([405, 'wrong_method']);
  const json = { 'content-type': 'application/json' };
  expect(await codeOf(`${A}/threads`, { method: 'POST', body: '{', headers: json })).toEqual([
    400,
    'not_json',
  ]);
  expect(
    await codeOf(`${A}/threads`, { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } }),
  ).toEqual([415, 'wrong_media_type']);
  const extra = { title: 'x', markdown: 'y', role: 'ta' };
  expect(await codeOf(`${A}/threads`, { method: 'POST', body: extra }), 'A16').toEqual([
    422,
    'unknown_field',
  ]);
  expect(await codeOf(`${A}/submissions?limit=0`)).toEqual([422, 'bad_field']);
  expect(await codeOf(`${A}/submissions?cursor=gone`)).toEqual([422, 'bad_cursor']);
  const answer = await call('student', '/me');
  expect(answer.headers.get('ratelimit-limit')).toBe('1000000');
  expect(Number(answer.headers.get('ratelimit-remaining'))).toBeLessThan(1_000_000);
});

for (const who of ['student', 'ta'] as const) {
  test(`no request of any form gets a 500 or an answer outside its schema, as ${who}`, async () => {
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(
          requestsOf(operation, document, FIXED, true),
          async ({ method, path, body, contentType }) => {
            const init = {
              method,
              ...(body === null ? {} : { body, headers: { 'content-type': contentType } }),
            };
            const { status, headers, text } = await call(who, path, init);
            expect(
              status,
              `${method} ${path}\n${String(body).slice(0, 500)}\n${text.slice(0, 500)}`,
            ).toBeLessThan(500);
            expect(
              violation(operation, status, headers.get('content-type'), text),
              `${method} ${path} ${text.slice(0, 500)}`,
            ).toBeNull();
            // odd-even is over and revealed.
            if (who === 'student' && !path.includes('/odd-even'))
              expect(text).not.toMatch(/"privateScore":[\d.]/);
          },
        ),
        { numRuns: 12, seed: 20_260_101, endOnFailure: true },
      );
    }
  });
}
