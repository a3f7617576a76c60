import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { DocumentedOperation, OpenApiDocument } from '@/lib/api/openapi';
import type { Db } from '@/lib/platform/database/client';
import { addActor, importDigits, Judge, valuesOf, type Actor } from './rest-support';
import { makeDataDir, siteDatabase, start, type Running } from './support';

/**
 * A client that knows the OpenAPI document alone: it makes requests of every operation, as the document says and hostile
 * ones, and holds every answer against the document.
 */
test.describe.configure({ mode: 'serial' });

const RUNS = Number(process.env.SADDLEPOINT_FUZZ_RUNS ?? 12);
const SEED = Number(process.env.SADDLEPOINT_FUZZ_SEED ?? 2021);

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let document: OpenApiDocument;
let judge: Judge;
let student: Actor;
let staff: Actor;
let known: Readonly<Record<string, readonly string[]>>;

test.beforeAll(async () => {
  data = makeDataDir();
  site = await start(data.path, {
    SADDLEPOINT_API_READS: '1000000',
    SADDLEPOINT_API_WRITES: '1000000',
    SADDLEPOINT_PERSON_READS: '1000000',
    SADDLEPOINT_PERSON_WRITES: '1000000',
  });
  db = await siteDatabase(data.path);
  const { id, courseId } = await importDigits(db, data.path);
  student = await addActor(db, courseId, 'b00000001', 'student');
  staff = await addActor(db, courseId, 't00000001', 'instructor');
  document = (await (await fetch(`${site.url}/api/rest/v1/openapi.json`)).json()) as OpenApiDocument;
  judge = new Judge(document);
  await db.participant.create({
    data: { competitionId: id, userId: student.userId, rulesAcceptedAt: new Date() },
  });
  const thread = await post(`/courses/demo/assignments/digits/threads`, { title: 'Why?', markdown: 'So.' });
  const upload = await post(`/courses/demo/assignments/digits/uploads`, { fileName: 'p.csv', bytesTotal: 5 });
  const file = await fetch(`${site.url}/api/rest/v1/courses/demo/assignments/digits/submissions`, {
    method: 'POST',
    headers: { ...bearer(student.tokens.all), 'content-type': 'text/csv' },
    body: 'Id,Class\n1,1\n',
  });
  const participant = await db.participant.findFirstOrThrow({ where: { competitionId: id } });
  const { submissionId } = (await file.json()) as { submissionId: number };
  known = {
    course: ['demo'],
    assignment: ['digits'],
    page: ['overview', 'rules'],
    path: ['data/train.csv', 'reference/README.md'],
    submission: [String(submissionId)],
    upload: [String(upload.uploadId)],
    thread: [String(thread.threadId)],
    question: ['hessian'],
    participant: [participant.id],
    user: [student.userId],
  };
});

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${site.url}/api/rest/v1${path}`, {
    method: 'POST',
    headers: { ...bearer(student.tokens.all), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Record<string, unknown>;
}

interface Call {
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** Requests of an operation; a parameter of the path is never empty, which would be another path. */
function callsOf(path: string, method: string, operation: DocumentedOperation): fc.Arbitrary<Call> {
  const part = (where: string): Record<string, fc.Arbitrary<unknown>> =>
    Object.fromEntries(
      operation.parameters
        .filter((each) => each.in === where)
        .map((each) => [
          each.name,
          valuesOf(each.schema, document, where === 'path' ? known[each.name] : []),
        ]),
    );
  const json = operation.requestBody?.content['application/json']?.schema;
  const types = Object.keys(operation.requestBody?.content ?? {});
  const contents = json
    ? fc.oneof(
        { weight: 9, arbitrary: valuesOf(json, document).map((each) => JSON.stringify(each) ?? '') },
        fc.string(),
      )
    : fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('Id,Class\n1,1\n'));
  return fc
    .record({
      path: fc.record(part('path')),
      query: fc.record(part('query'), { requiredKeys: [] }),
      stray: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { freq: 9 }),
      contents,
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...types, 'application/json') },
        fc.constantFrom('text/html', 'nonsense'),
      ),
    })
    .filter((each) => Object.values(each.path).every((one) => !['', '.', '..'].includes(String(one))))
    .map((each) => ({
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(each.path[name]))),
      query: new URLSearchParams([
        ...Object.entries(each.query).map(([name, value]): [string, string] => [name, wellFormed(value)]),
        ...(each.stray === null ? [] : [[wellFormed(each.stray), 'x'] as [string, string]]),
      ]).toString(),
      headers: method === 'get' || types.length === 0 ? {} : { 'content-type': each.type },
      body: method === 'get' || types.length === 0 ? null : each.contents,
    }));
}

/** Half a surrogate can't be percent-encoded. */
const wellFormed = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\p{Surrogate}/gu, '');

async function holdAll(headers: () => Record<string, string>, runs: number): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods))
      await fc.assert(
        fc.asyncProperty(callsOf(path, method, operation), async (call) => {
          const answer = await fetch(
            `${site.url}/api/rest/v1${call.path}${call.query ? `?${call.query}` : ''}`,
            {
              method: method.toUpperCase(),
              headers: { ...call.headers, ...headers() },
              body: call.body,
            },
          );
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
          const faults = await judge.faults(path, method, answer);
          expect(faults, `${operation.operationId} ${call.path}`).toEqual([]);
          expect(answer.status).toBeLessThan(500);
        }),
        { numRuns: runs, endOnFailure: true, seed: SEED },
      );
  return seen;
}

test('anonymous requests get 401 and nothing else', async () => {
  const seen = await holdAll(() => ({}), 3);
  expect([...seen.keys()].filter((status) => status !== 401 && status !== 404)).toEqual([]);
});

test('a student finds no fault of the server, and no answer outside the document', async () => {
  const seen = await holdAll(() => bearer(student.tokens.all), RUNS);
  // It did get somewhere: successes, and refusals of several kinds.
  for (const status of [200, 403, 404, 422]) expect(seen.get(status) ?? 0).toBeGreaterThan(5);
});

test('neither do staff', async () => {
  const seen = await holdAll(() => bearer(staff.tokens.all), RUNS);
  for (const status of [200, 404, 422]) expect(seen.get(status) ?? 0).toBeGreaterThan(5);
});
