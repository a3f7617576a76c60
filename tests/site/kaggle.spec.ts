import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { Db } from '@/lib/platform/database/client';
import {
  makeDataDir,
  makeOpenCompetition,
  siteDatabase,
  start,
  storeText,
  uploadBody,
  type MadeSite,
  type Running,
} from './support';
import { Machine } from './kaggle-launcher';
import { testOlderGenerations } from './kaggle-older';
import { WireSession } from './wire-session';

/** The wire of the public command-line client, over real HTTP on a started site (docs/kaggle-client.md). */
test.describe.configure({ mode: 'serial' });

const wire = new WireSession();

let data: ReturnType<typeof makeDataDir>;
let site: Running;
let db: Db;
let made: MadeSite;
let competition: string;
let course: string;
let login: string;

const DATA = 'x,y\n' + '1,2\n'.repeat(5_000);

test.beforeAll(async () => {
  data = makeDataDir();
  site = await start(data.path);
  db = await siteDatabase(data.path);
  made = await makeOpenCompetition(db, data.path, 3, 8);
  const row = await db.assignment.findUniqueOrThrow({ where: { id: made.competitionId } });
  competition = row.slug;
  course = (await db.course.findUniqueOrThrow({ where: { id: row.courseId } })).slug;
  wire.mask(competition, 'phonemes');
  const { sha256 } = storeText(data.path, DATA);
  for (const [position, file] of ['data/train.csv', 'data/test.csv'].entries())
    await db.assignmentFile.create({
      data: { assignmentId: row.id, kind: 'data', path: file, sha256, bytes: DATA.length, position },
    });
  const participants = await db.enrolment.findMany({
    where: { courseId: row.courseId },
    include: { user: true },
    orderBy: { displayName: 'asc' },
  });
  login = participants[0]?.user.studentId ?? '';
});

test.beforeEach(() => wire.chapter(test.info().title));

test.afterAll(async () => {
  await db.$disconnect();
  await site.stop();
  data.remove();
});

type Body = Record<string, unknown>;

interface Called {
  readonly status: number;
  readonly body: Body;
  readonly response: Response;
}

async function call(method: string, body: Body = {}, authorization?: string | null): Promise<Called> {
  const response = await wire.fetch(`${site.url}/api/v1/competitions.CompetitionApiService/${method}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      ...(authorization === null ? {} : { authorization: authorization ?? `Bearer ${made.tokens[0]}` }),
    },
    body: JSON.stringify(body),
  });
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: isJson ? ((await response.json()) as Body) : {}, response };
}

const named = (more: Body = {}): Body => ({ competitionName: competition, ...more });
const basic = (user: string, key: string): string =>
  `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;

async function submitText(text: string, token = made.tokens[0], name = 'p.csv'): Promise<Called> {
  const authorization = `Bearer ${token}`;
  const begun = await call(
    'StartSubmissionUpload',
    named({ contentLength: text.length, fileName: name }),
    authorization,
  );
  if (begun.status !== 200) return begun; // told before the file travels
  const put = await wire.fetch(String(begun.body.createUrl), { method: 'PUT', body: text });
  expect(put.status).toBe(200);
  return call(
    'CreateSubmission',
    named({ blobFileTokens: begun.body.token, submissionDescription: 'by wire' }),
    authorization,
  );
}

test('asks for a token, in Basic or Bearer, and says no to wrong and revoked ones', async () => {
  expect((await call('ListCompetitions', {}, null)).status).toBe(401);
  expect((await call('ListCompetitions', {}, 'Bearer sp_nonsense')).status).toBe(401);
  expect((await call('ListCompetitions', {}, basic(login, made.tokens[0] ?? ''))).status).toBe(200);
  expect((await call('ListCompetitions', {}, basic('somebody-else', made.tokens[0] ?? ''))).status).toBe(401);
  const introspect = async (token: string) =>
    (await (
      await wire.fetch(`${site.url}/api/v1/security.OAuthService/IntrospectToken`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    ).json()) as Body;
  expect(await introspect(made.tokens[0] ?? '')).toEqual({ active: true, username: login });
  expect(await introspect('sp_nonsense')).toEqual({ active: false });
  const { tokenHash } = await db.apiToken.findFirstOrThrow({ where: { user: { studentId: login } } });
  await db.apiToken.update({ where: { tokenHash }, data: { revokedAt: new Date() } });
  const refused = await call('ListCompetitions');
  expect(refused.status).toBe(401);
  expect(refused.body).toEqual({ code: 401, message: expect.stringContaining('token') as unknown });
  await db.apiToken.update({ where: { tokenHash }, data: { revokedAt: null } });
});

test('a token that may only read lists and does not submit', async () => {
  const { tokenHash } = await db.apiToken.findFirstOrThrow({ where: { user: { studentId: login } } });
  await db.apiToken.update({ where: { tokenHash }, data: { scope: 'read' } });
  expect((await call('ListCompetitions')).status).toBe(200);
  expect((await call('StartSubmissionUpload', named({ contentLength: 5 }))).status).toBe(403);
  await db.apiToken.update({ where: { tokenHash }, data: { scope: 'submit' } });
});

test('describes competitions with the field names of the protocol, defaults left out', async () => {
  const list = await call('ListCompetitions');
  const [first] = list.body.competitions as Body[];
  expect(first).toMatchObject({
    ref: competition,
    title: 'A competition',
    maxDailySubmissions: 8,
    evaluationMetric: 'Accuracy',
    reward: 'Grade',
  });
  expect(first?.deadline).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const absent of ['userRank', 'tags', 'submissionsDisabled', 'teamCount', 'userHasEntered'])
    expect(first).not.toHaveProperty(absent);
  expect(list.body).not.toHaveProperty('nextPageToken');
  expect((await call('GetCompetition', named())).body).toEqual(first);
  expect(await call('GetCompetition', { competitionName: 'none' })).toMatchObject({
    status: 404,
    body: { code: 404 },
  });
  expect((await call('NoSuchMethod')).status).toBe(404);
  expect((await call('constructor')).status).toBe(404);
});

test('lists data files page by page, and sends them by a redirect to an address that ends in their name', async () => {
  const first = await call('ListDataFiles', named({ pageSize: 1 }));
  expect(first.body.files).toMatchObject([{ name: 'data/train.csv', totalBytes: DATA.length }]);
  const second = await call('ListDataFiles', named({ pageSize: 1, pageToken: first.body.nextPageToken }));
  expect(second.body.files).toMatchObject([{ name: 'data/test.csv' }]);
  expect(second.body).not.toHaveProperty('nextPageToken');
  expect((await call('ListDataFiles', named({ pageToken: 'else' }))).status).toBe(400);

  const { response, status } = await call('DownloadDataFile', named({ fileName: 'train.csv' }));
  expect(status).toBe(302);
  const address = response.headers.get('location') ?? '';
  expect(new URL(address).pathname.split('/').at(-1)).toBe('train.csv');
  const file = await wire.fetch(address); // without credentials, as a client that follows a redirect
  expect(await file.text()).toBe(DATA);
  expect(file.headers.get('content-length')).toBe(String(DATA.length));
  expect(file.headers.get('accept-ranges')).toBe('bytes');
  expect(file.headers.get('last-modified')).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  const rest = await wire.fetch(address, { headers: { range: 'bytes=4-7' } });
  expect([rest.status, await rest.text()]).toEqual([206, '1,2\n']);
  const forged = await wire.fetch(address.replace(/download\/./, 'download/x'));
  expect(forged.status).toBe(404);
  expect((await call('DownloadDataFile', named({ fileName: 'solution.csv' }))).status).toBe(404);

  const all = await call('DownloadDataFiles', named());
  expect(all.status).toBe(302);
  const zip = await wire.fetch(all.response.headers.get('location') ?? '');
  const bytes = Buffer.from(await zip.arrayBuffer());
  expect(new URL(zip.url).pathname).toMatch(/\.zip$/);
  expect(zip.headers.get('content-length')).toBe(String(bytes.length));
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
});

test('takes a prediction, scores it and lists it; a bad file is refused with its first problems and no attempt', async () => {
  const taken = await submitText(uploadBody('abab'));
  expect([taken.status, taken.body.message]).toEqual([200, 'Successfully submitted to A competition']);
  const ref = taken.body.ref;
  expect(Number.isInteger(ref)).toBe(true);
  await expect
    .poll(() => wire.quietly(async () => (await call('GetSubmission', { ref })).body.status), {
      timeout: 60_000,
    })
    .toBe('COMPLETE');
  const one = (await call('GetSubmission', { ref })).body;
  expect(one).toMatchObject({ ref, publicScore: '1.00000', description: 'by wire', fileName: 'p.csv' });
  expect(one).not.toHaveProperty('privateScore');
  expect(one.date).toMatch(/Z$/);

  const bad = await submitText('Id,Class\n1,a\n1,b\n9,c\n');
  expect(bad.status).toBe(400);
  expect(bad.body.code).toBe(400);
  expect(String(bad.body.message)).toContain('no attempt was used');
  const list = (await call('ListSubmissions', named())).body.submissions as Body[];
  expect(list.map((each) => each.status)).toEqual(['ERROR', 'COMPLETE']);
  expect(String(list[0]?.errorDescription)).not.toBe('');
  const good = await call('ListSubmissions', named({ group: 'SUBMISSION_GROUP_SUCCESSFUL', page: -1 }));
  expect((good.body.submissions as Body[]).map((each) => each.ref)).toEqual([ref]);
  // Another's submission is not found.
  expect((await call('GetSubmission', { ref }, `Bearer ${made.tokens[1]}`)).status).toBe(404);
});

test('resumes an upload by Content-Range, after a cut and after a restart of the server', async () => {
  const text = uploadBody('abbb');
  const begun = await call('StartSubmissionUpload', named({ contentLength: text.length, fileName: 'r.csv' }));
  let address = String(begun.body.createUrl);
  const ask = () =>
    wire.fetch(address, {
      method: 'PUT',
      headers: { 'content-range': `bytes */${text.length}` },
      redirect: 'manual',
    });
  const empty = await ask();
  expect([empty.status, empty.headers.get('range')]).toEqual([308, null]);
  const piece = (from: number, to: number) =>
    wire.fetch(address, {
      method: 'PUT',
      redirect: 'manual',
      headers: { 'content-range': `bytes ${from}-${to - 1}/${text.length}` },
      body: text.slice(from, to),
    });
  const first = await piece(0, 10);
  expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-9']);
  const gap = await piece(15, text.length);
  expect([gap.status, gap.headers.get('range')]).toEqual([308, 'bytes=0-9']);
  const early = await call('CreateSubmission', named({ blobFileTokens: begun.body.token }));
  expect(early.status).toBe(409);

  const port = new URL(site.url).port;
  await site.stop('SIGKILL');
  site = await start(data.path, { PORT: port });
  await db.$disconnect();
  db = await siteDatabase(data.path);
  address = address.replace(/:\d+\//, `:${new URL(site.url).port}/`);
  const after = await ask();
  expect([after.status, after.headers.get('range')]).toEqual([308, 'bytes=0-9']);
  expect((await piece(10, text.length)).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect((await call('CreateSubmission', named({ blobFileTokens: begun.body.token }))).status).toBe(200);
  // The same token again gives the same submission and uses no further attempt (A22).
  const again = await call('CreateSubmission', named({ blobFileTokens: begun.body.token }));
  expect(again.status).toBe(200);
  expect(await db.submission.count({ where: { fileName: 'r.csv' } })).toBe(1);
  const expired = await wire.fetch(`${site.url}/api/v1/upload/nonsense`, { method: 'PUT', body: 'x' });
  expect(expired.status).toBe(404);
});

test('shows the board everyone sees, whatever is asked for, page by page and as a zip', async () => {
  await submitText(uploadBody('aaab'), made.tokens[1]);
  await expect
    .poll(
      () =>
        wire.quietly(
          async () => ((await call('GetLeaderboard', named())).body.submissions as Body[])?.length,
        ),
      {
        timeout: 60_000,
      },
    )
    .toBe(2);
  const board = (await call('GetLeaderboard', named({ overridePublic: true }))).body.submissions as Body[];
  expect(board.map((line) => line.score)).toEqual(['1.00000', '0.50000']);
  expect(Object.keys(board[0] ?? {}).sort()).toEqual(['score', 'submissionDate', 'teamId', 'teamName']);
  const page = await call('GetLeaderboard', named({ pageSize: 1 }));
  expect(page.body.submissions).toHaveLength(1);
  expect(page.body.nextPageToken).toBe('p1');
  const zip = await call('DownloadLeaderboard', named());
  const bytes = Buffer.from(await zip.response.arrayBuffer());
  expect(zip.response.headers.get('content-length')).toBe(String(bytes.length));
  const nameLength = bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const csv = inflateRawSync(bytes.subarray(30 + nameLength)).toString();
  expect(csv.split('\n')[0]).toBe('Rank,TeamId,TeamName,LastSubmissionDate,Score');
  expect(csv).toContain('1.00000');
});

test('A35: before the reveal no answer holds a private score; after it they are there', async () => {
  await db.score.updateMany({ where: {}, data: { privateScore: 0.12345 } });
  await db.$executeRaw`UPDATE board_state SET version = version + 1`;
  const answers = async (): Promise<string> => {
    const texts: string[] = [];
    for (const [method, body] of [
      ['ListCompetitions', {}],
      ['GetCompetition', named()],
      ['ListSubmissions', named({ sortBy: 'SUBMISSION_SORT_BY_PRIVATE_SCORE' })],
      ['GetLeaderboard', named({ overridePublic: true })],
    ] as const)
      texts.push(JSON.stringify((await call(method, body)).body));
    return texts.join('\n');
  };
  expect(await answers()).not.toContain('0.12345');
  await db.assignment.update({
    where: { id: made.competitionId },
    data: { closesAt: new Date(Date.now() - 1_000) },
  });
  await db.competition.update({
    where: { assignmentId: made.competitionId },
    data: { revealedAt: new Date() },
  });
  await expect.poll(() => wire.quietly(answers), { timeout: 20_000 }).toContain('0.12345');
  const late = await submitTextRefused('abab');
  expect(late.status).toBe(403);
  expect(String(late.body.message)).toContain('deadline');
  await db.assignment.update({
    where: { id: made.competitionId },
    data: { closesAt: new Date(Date.now() + 3_600_000) },
  });
  await db.competition.update({ where: { assignmentId: made.competitionId }, data: { revealedAt: null } });
});

async function submitTextRefused(labels: string): Promise<Called> {
  return submitText(uploadBody(labels), made.tokens[2]);
}

test("newest methods: limits, pages, topics, the tree of the data, one's own file, teams; both bases", async () => {
  const limits = (await call('GetSubmissionLimits', named())).body;
  expect(limits).toMatchObject({ numToday: 2, numTotal: 2, numAllowedNow: 6 });
  await db.assignmentPage.create({
    data: {
      assignmentId: made.competitionId,
      slug: 'rules',
      fileName: 'rules.md',
      markdown: 'Be fair.',
      position: 0,
    },
  });
  expect((await call('ListCompetitionPages', named({ pageName: 'rules' }))).body.pages).toMatchObject([
    { name: 'rules', content: 'Be fair.', isPublished: true },
  ]);
  expect((await call('ListCompetitionPages', named({ pageName: 'none' }))).body).toEqual({});
  const author = await db.user.findFirstOrThrow({ where: { studentId: login } });
  await db.forumThread.create({
    data: {
      assignmentId: made.competitionId,
      authorId: author.id,
      title: 'Which ids?',
      isPrivate: false,
      posts: { create: { authorId: author.id, isStaff: false, markdown: 'Which ids are meant?' } },
    },
  });
  const topics = (await call('ListCompetitionTopics', named({ page: 1 }))).body;
  expect(topics).toMatchObject({ totalCount: 1, topics: [{ title: 'Which ids?' }] });
  const [topic] = topics.topics as Body[];
  expect(
    (await call('ListTopicMessages', named({ topicId: topic?.id, pageSize: -1 }))).body.messages,
  ).toMatchObject([{ content: 'Which ids are meant?' }]);
  expect((await call('ListTopicMessages', named({ topicId: 1 }))).status).toBe(404);
  expect((await call('ListDataTreeFiles', named())).body).toMatchObject({
    directories: [{ name: 'data', totalFiles: 2 }],
    totalChildren: 1,
  });
  expect((await call('ListDataTreeFiles', named({ path: 'data' }))).body).toMatchObject({
    files: [{ name: 'train.csv', totalBytes: DATA.length }, { name: 'test.csv' }],
  });
  expect((await call('GetCompetitionDataFilesSummary', named())).body).toMatchObject({
    fileSummaryInfo: { totalFileCount: 2, fileTypes: [{ extension: '.csv', fileCount: 2 }] },
  });
  const [own] = (await call('ListSubmissions', named({ group: 'SUBMISSION_GROUP_SUCCESSFUL' }))).body
    .submissions as Body[];
  const file = await call('DownloadSubmission', { submissionId: own?.ref });
  expect(await (await wire.fetch(file.response.headers.get('location') ?? '')).text()).toBe(
    uploadBody('abbb'),
  );
  expect(
    (await call('DownloadSubmission', { submissionId: own?.ref }, `Bearer ${made.tokens[1]}`)).status,
  ).toBe(404);
  const [line] = (await call('GetLeaderboard', named())).body.submissions as Body[];
  expect((await call('ListTeamPublicSubmissions', { teamId: line?.teamId })).body.submissions).toMatchObject([
    { publicScore: '1.00000' },
  ]);
  expect((await call('ListTeamPublicSubmissions', { teamId: 1 })).status).toBe(404);
  expect((await call('LaunchCompetition', named())).body.message).toContain('staff area');
  // PROD of the newer clients asks below /v1; a library's login asks who it is.
  const hello = async (key: string): Promise<Body> =>
    (await (
      await wire.fetch(`${site.url}/v1/api.v1.DiagnosticsService/Hello`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{}',
      })
    ).json()) as Body;
  expect(await hello(made.tokens[0] ?? '')).toEqual({ userName: login });
  expect(await hello('sp_wrong')).toMatchObject({ code: 401 });
});

test('a sandbox submission is refused and never scored; names are ambiguous, pasted or of no competition', async () => {
  const text = uploadBody('aaaa');
  const begun = await call('StartSubmissionUpload', named({ contentLength: text.length, fileName: 's.csv' }));
  await wire.fetch(String(begun.body.createUrl), { method: 'PUT', body: text });
  const before = await db.submission.count();
  const sandbox = await call('CreateSubmission', named({ blobFileTokens: begun.body.token, sandbox: true }));
  expect([sandbox.status, sandbox.body.message]).toEqual([
    400,
    expect.stringContaining('--sandbox') as unknown,
  ]);
  expect(await db.submission.count()).toBe(before);

  const pasted = `${site.url}/courses/${course}/${competition}/leaderboard`;
  expect((await call('GetCompetition', { competitionName: pasted })).body.ref).toBe(competition);
  const linked = await fetch(`${site.url}/competitions/${competition}/rules`, { redirect: 'manual' });
  expect(linked.status).toBe(307);
  expect((await call('GetCompetition', { competitionName: '' })).body.message).toContain('-c <name>');
  const student = await db.user.findFirstOrThrow({ where: { studentId: login } });
  const other = await makeOpenCompetition(db, data.path, 0, 5);
  const twin = await db.assignment.update({
    where: { id: other.competitionId },
    data: { slug: competition },
    include: { course: true },
  });
  const enrolment = await db.enrolment.create({
    data: {
      courseId: twin.courseId,
      userId: student.id,
      role: 'student',
      displayName: 'x',
      displayNameKey: 'x',
    },
  });
  wire.mask(twin.course.slug, 'another-course');
  const ambiguous = await call('GetCompetition', named());
  expect(ambiguous.status).toBe(400);
  for (const name of [`${course}-${competition}`, `${twin.course.slug}-${competition}`]) {
    expect(ambiguous.body.message).toContain(name);
    expect((await call('GetCompetition', { competitionName: name })).body.ref).toBe(name);
  }
  await db.enrolment.delete({ where: { id: enrolment.id } });
  expect((await call('GetCompetition', named())).status).toBe(200);
});

test('the archive has a date, a name for its content and ranges, by GET and by POST; it changes with the files alone', async () => {
  const archive = async (): Promise<string> =>
    (await call('DownloadDataFiles', named())).response.headers.get('location') ?? '';
  const [address, again] = [await archive(), await archive()];
  const [first, second] = [await wire.fetch(address), await wire.fetch(again)];
  const whole = Buffer.from(await first.arrayBuffer());
  expect(Buffer.from(await second.arrayBuffer())).toEqual(whole);
  for (const header of ['etag', 'last-modified', 'accept-ranges', 'content-length'])
    expect([header, second.headers.get(header)]).toEqual([header, first.headers.get(header)]);
  expect(first.headers.get('accept-ranges')).toBe('bytes');
  const rest = await wire.fetch(address, { method: 'POST', headers: { range: 'bytes=1000-' } });
  expect([rest.status, rest.headers.get('content-range')]).toEqual([
    206,
    `bytes 1000-${whole.length - 1}/${whole.length}`,
  ]);
  expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(1000));
  const beyond = await wire.fetch(address, { headers: { range: `bytes=${whole.length}-` } });
  expect([beyond.status, await beyond.text()]).toEqual([416, '']);
});

testOlderGenerations(() => ({
  wire,
  url: site.url,
  competition,
  course,
  login,
  token: made.tokens[0] ?? '',
  data: DATA,
}));

test('says when the attempts are used up, and that the rules come first', async () => {
  for (let used = 0; used < 8; used += 1)
    expect((await wire.quietly(() => submitText(uploadBody('abab'), made.tokens[2]))).status).toBe(200);
  const over = await submitTextRefused('abab');
  expect([over.status, over.body.code]).toEqual([429, 429]);
  expect(String(over.body.message)).toContain('all 8 submissions of today');
  await db.competition.update({
    where: { assignmentId: made.competitionId },
    data: { rulesRequired: true },
  });
  const rules = await submitTextRefused('abab');
  expect(rules.status).toBe(403);
  expect(String(rules.body.message)).toContain('rules');
  expect((await call('DownloadDataFile', named({ fileName: 'train.csv' }))).status).toBe(403);
});

test('the launcher points an installed client at this site, and keeps the tokens of the two sites apart', async () => {
  const text = await (await wire.fetch(`${site.url}/api/v1/saddlepoint_kaggle.py`)).text();
  expect(await (await fetch(`${site.url}/v1/saddlepoint-kaggle.py`)).text()).toBe(text);
  const machine = new Machine(text);
  try {
    const token = made.tokens[0] ?? '';
    const real = { KAGGLE_API_TOKEN: 'KGAT_real', KAGGLE_KEY: '0123456789abcdef', KAGGLE_USERNAME: 'real' };
    const run = machine.launch({ ...real, SADDLEPOINT_TOKEN: token }, 'competitions', 'list');
    expect([run.status, run.errors]).toEqual([0, '']);
    const said = JSON.parse(run.output) as Record<string, unknown>;
    expect(said).toMatchObject({
      arguments: ['competitions', 'list'],
      addresses: [site.url],
      settings: {
        KAGGLE_USERNAME: login,
        KAGGLE_KEY: token,
        KAGGLE_API_ENDPOINT: `${site.url}/api/v1`,
        KAGGLE_CONFIG_DIR: expect.stringMatching(/\.config.saddlepoint.kaggle$/) as unknown,
      },
      tokens: [null, null, null],
    });
    expect(run.output).not.toContain('KGAT_real');

    // What `config set` keeps is there; a token kept by `saddlepoint login` is found; Kaggle's own is never taken for ours.
    machine.write('home/.config/saddlepoint/kaggle/kaggle.json', '{"competition": "digits"}');
    expect(machine.launch(real).status).toBe(0); // help asks for no token
    const none = machine.launch(real, 'competitions', 'list');
    expect([none.status, none.errors]).toEqual([
      1,
      expect.stringContaining(`Make one on ${site.url}/account`) as unknown,
    ]);
    machine.write(
      'home/.config/saddlepoint/credentials.json',
      JSON.stringify({ site: site.url, tokens: { [site.url]: token } }),
    );
    const kept = machine.launch(real, 'competitions', 'files');
    expect(JSON.parse(kept.output)).toMatchObject({
      settings: { KAGGLE_KEY: token, KAGGLE_COMPETITION: 'digits' },
    });
    const wrong = machine.launch({ SADDLEPOINT_TOKEN: 'sp_wrong' }, 'competitions', 'list');
    expect([wrong.status, wrong.errors]).toEqual([
      1,
      expect.stringMatching(/does not work at .*\/account$/) as unknown,
    ]);
    machine.write('kagglesdk/kaggle_env.py', 'def get_access_token_from_env():\n    return None, None\n');
    const newer = machine.launch(real, 'competitions', 'files');
    expect([newer.status, newer.errors]).toEqual([1, expect.stringContaining('pip install') as unknown]);
  } finally {
    machine.remove();
  }
});

test('the page that shows this session shows what the site does', () => {
  if (process.env.SADDLEPOINT_RECORD_WIRE) wire.write();
  const { now, kept } = wire.outlines();
  expect(now.length).toBeGreaterThan(50);
  expect(kept, 'write docs/kaggle-session.md anew with npm run docs:wire').toEqual(now);
});
