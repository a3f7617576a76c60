import { expect, test } from '@playwright/test';
import { uploadBody } from './support';
import type { WireSession } from './wire-session';

/** What the tests of all generations share: one started site, one competition, one student. */
export interface KaggleSite {
  readonly wire: WireSession;
  readonly url: string;
  readonly competition: string;
  readonly course: string;
  readonly login: string;
  readonly token: string;
  /** Content of the data files `data/train.csv` and `data/test.csv`. */
  readonly data: string;
}

type Body = Record<string, unknown>;

/** How a generation calls itself, and what it writes where it has no value (seen; docs/kaggle-client.md). */
const GENERATIONS = {
  '1.5.16': {
    agent: 'Swagger-Codegen/1/python',
    list: 'group=&category=&sortBy=&page=1&search=',
    files: '',
    submissions: '',
  },
  '1.6.17': {
    agent: 'Swagger-Codegen/1/python',
    list: 'group=&category=&sortBy=&page=1&search=',
    files: '?pageToken=None&pageSize=20',
    submissions: '?pageToken=None&pageSize=20',
  },
  '1.7.4.5': {
    agent: 'kaggle-api/v1.7.0',
    list: 'page=1',
    files: '?pagesize=20',
    submissions: '?sortby=date&group=all',
  },
} as const;

/** The requests that the real clients of the older generations were seen to send, in their order. */
export function testOlderGenerations(site: () => KaggleSite): void {
  for (const version of Object.keys(GENERATIONS) as (keyof typeof GENERATIONS)[])
    test(`kaggle ${version}: lists, downloads, submits, reads boards`, async () => {
      await oneSession(site(), version);
    });
}

async function oneSession(site: KaggleSite, version: keyof typeof GENERATIONS): Promise<void> {
  const { agent, list, files, submissions } = GENERATIONS[version];
  const { wire, competition } = site;
  const authorization = `Basic ${Buffer.from(`${site.login}:${site.token}`).toString('base64')}`;
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    wire.fetch(path.startsWith('http') ? path : `${site.url}/api/v1/${path}`, {
      redirect: 'manual',
      ...init,
      headers: { 'user-agent': agent, accept: 'application/json', authorization, ...init.headers },
    });
  const form = (path: string, fields: Record<string, string>): Promise<Response> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return ask(path, { method: 'POST', body });
  };

  const competitions = (await (await ask(`competitions/list?${list}`)).json()) as Body[];
  // Read as attributes: a field that is left out, or no list of tags, ends these clients.
  expect(competitions[0]).toMatchObject({ ref: competition, tags: [], awardsPoints: false });
  for (const field of ['deadline', 'category', 'teamCount', 'userHasEntered'])
    expect(competitions[0]).toHaveProperty(field);

  const answered = (await (await ask(`competitions/data/list/${competition}${files}`)).json()) as unknown;
  const listed = (version === '1.5.16' ? answered : (answered as Body).files) as Body[];
  expect(listed.map((file) => file.name)).toEqual(['data/train.csv', 'data/test.csv']);
  if (version !== '1.5.16') expect(answered).toHaveProperty('nextPageToken', '');
  for (const field of ['ref', 'totalBytes', 'creationDate']) expect(listed[0]).toHaveProperty(field);

  const one = await ask(`competitions/data/download/${competition}/data%2Ftrain.csv`);
  expect(one.status).toBe(302);
  const address = one.headers.get('location') ?? '';
  expect(new URL(address).pathname.split('/').at(-1)).toBe('train.csv');
  const file = await ask(address);
  expect(await file.text()).toBe(site.data);
  // 1.7 fails when it goes on with a broken download, so it is not told that it could.
  expect(file.headers.get('accept-ranges')).toBe(version === '1.7.4.5' ? null : 'bytes');
  if (version !== '1.7.4.5') {
    const rest = await wire.fetch(address, { headers: { range: 'bytes=4-' } });
    expect([rest.status, await rest.text()]).toEqual([206, site.data.slice(4)]);
  }
  const all = await ask(`competitions/data/download-all/${competition}`);
  expect(new URL(all.headers.get('location') ?? '').pathname).toMatch(/\.zip$/);

  const text = uploadBody('abab');
  const begun =
    version === '1.7.4.5'
      ? await form('competitions/submission-url', {
          competitionName: competition,
          contentLength: String(text.length),
          lastModifiedEpochSeconds: '1795808319',
          fileName: '預測.csv',
        })
      : await form(`competitions/${competition}/submissions/url/${text.length}/1795808410`, {
          fileName: '預測.csv',
        });
  const upload = (await begun.json()) as { token: string; createUrl: string };
  expect(upload).not.toHaveProperty('isComplete'); // its presence would mean an upload of another kind
  const put = await wire.fetch(upload.createUrl, { method: 'PUT', body: text });
  expect(put.status).toBe(200);
  const submitted = await form(`competitions/submissions/submit/${competition}`, {
    ...(version === '1.7.4.5' ? { competitionName: competition } : {}),
    blobFileTokens: upload.token,
    submissionDescription: `by ${version}`,
  });
  expect(await submitted.json()).toMatchObject({ message: 'Successfully submitted to A competition' });

  const own = (): Promise<Body[]> =>
    ask(`competitions/submissions/list/${competition}${submissions}`).then(
      (response) => response.json() as Promise<Body[]>,
    );
  await expect
    .poll(() => wire.quietly(async () => (await own())[0]?.status), { timeout: 60_000 })
    .toBe('COMPLETE');
  const [newest] = await own();
  expect(newest).toMatchObject({
    fileName: '預測.csv',
    description: `by ${version}`,
    publicScore: '1.00000',
    privateScore: '',
  });
  for (const field of ['totalBytes', 'date', 'url', 'errorDescription']) expect(newest).toHaveProperty(field);

  const board = (await (await ask(`competitions/${competition}/leaderboard/view`)).json()) as {
    submissions: Body[];
  };
  expect(board.submissions[0]).toMatchObject({ score: '1.00000' });
  const zip = await ask(`competitions/${competition}/leaderboard/download`);
  expect(zip.headers.get('content-length')).toBe(String((await zip.arrayBuffer()).byteLength));

  const refused = await ask('datasets/list?group=public&page=1');
  expect(refused.status).toBe(404);
  expect(((await refused.json()) as Body).message).toContain('no datasets');
  const unknown = await ask('competitions/data/list/nosuch');
  expect(unknown.status).toBe(404);
  // 1.7 shows the words of the status line alone.
  if (version === '1.7.4.5') expect(unknown.statusText).toContain('There is no competition "nosuch"');
  const wrong = await ask('competitions/list', { headers: { authorization: 'Bearer sp_wrong' } });
  expect([wrong.status, ((await wrong.json()) as Body).message]).toEqual([
    401,
    expect.stringContaining(`${site.url}/account`) as unknown,
  ]);
}
