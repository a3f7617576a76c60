import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { announce } from '@/lib/forum/announcements';
import {
  hasFeedAddress,
  makeFeedAddress,
  readFeed,
  readFeedByToken,
  revokeFeedAddress,
} from '@/lib/forum/feed';
import { askQuestion } from '@/lib/forum/threads';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { closeRenderer } from '@/lib/platform/rendering/renderer';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeRenderer);

interface Element {
  readonly type: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly cdata?: string;
  readonly elements?: readonly Element[];
}
// The parser that the writer of feeds brings along: strict, and throws on what is no XML.
const { xml2js } = createRequire(import.meta.resolve('feed'))('xml-js') as { xml2js(xml: string): Element };

let competition: MadeCompetition;
let course: string;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({});
  course = (await db().course.findUniqueOrThrow({ where: { id: competition.courseId } })).slug;
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
});

async function say(title: string, markdown = 'Text.', at = '2021-03-20T10:00:00Z', id = competition.id) {
  await setDatabaseClock(at);
  const done = await announce(ta, id, { title, markdown });
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  await setDatabaseClock('2021-03-20T10:00:00Z');
}

async function address(viewer = student): Promise<string> {
  const made = await makeFeedAddress(viewer, course);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
}

const tokenOf = (made: string): string => made.slice(made.lastIndexOf('/') + 1);

async function entries(read: ReturnType<typeof readFeed>): Promise<Record<string, string>[]> {
  const feed = await read;
  if (!feed.ok) throw new Error(JSON.stringify(feed.problems));
  const [root] = xml2js(feed.value.xml).elements ?? [];
  expect(root).toMatchObject({ name: 'feed', attributes: { xmlns: 'http://www.w3.org/2005/Atom' } });
  const parts = root?.elements ?? [];
  // RFC 4287, 4.1.1: each feed has one id, title and updated.
  for (const name of ['id', 'title', 'updated'])
    expect(parts.filter((each) => each.name === name)).toHaveLength(1);
  return parts
    .filter((each) => each.name === 'entry')
    .map((entry) =>
      Object.fromEntries((entry.elements ?? []).map((each) => [each.name ?? '', textOf(each)])),
    );
}

function textOf(element: Element): string {
  return (element.elements ?? []).map((each) => each.text ?? each.cdata ?? textOf(each)).join('');
}

describe('what an announcement may hold', () => {
  it('A104: a text that takes seconds to render comes as written, while others are answered', async () => {
    const bomb = '*a_'.repeat(6_600);
    await say('Slow', bomb);
    await readFeed(ta, course, 'no-such'); // the database's own first steps are done
    const before = performance.eventLoopUtilization();
    const slow = entries(readFeed(student, course, null));
    let answered = 0;
    const isDone = slow.then(() => true);
    while (!(await Promise.race([isDone, Promise.resolve(false)]))) {
      await db().$queryRaw`SELECT 1`;
      answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [entry] = await slow;
    expect(entry?.content).toBe(`<pre class="plain-text">${bomb}</pre>`);
    expect(answered).toBeGreaterThan(5);
    const { active, idle } = performance.eventLoopUtilization(before);
    expect(active).toBeLessThan(idle);
  });

  it('A106: a picture from elsewhere is a link in every reader', async () => {
    await say('Picture', '![curve](https://pictures.example/c.png)');
    const [entry] = await entries(readFeed(student, course, null));
    expect(entry?.content).not.toContain('<img');
    expect(entry?.content).toContain('>curve (pictures.example)</a>');
  });
});

describe('the feed of announcements', () => {
  it('is Atom that parses, newest first, with the text as safe HTML', async () => {
    await say('First', 'The *first* one.', '2021-03-20T08:00:00Z');
    await say('Second <b> & ]]> \u000b', 'a ]]> b <script>alert(1)</script>', '2021-03-20T09:00:00Z');
    const [second, first, ...rest] = await entries(readFeed(student, course, null));
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      title: 'A competition: First',
      content: expect.stringContaining('<em>first</em>') as string,
      author: ta.name,
      published: '2021-03-20T08:00:00.000Z',
    });
    expect(first?.id).toMatch(/^urn:uuid:/);
    expect(second?.title).toBe('A competition: Second &lt;b&gt; &amp; ]]&gt;');
    expect(second?.content).not.toContain('<script');
  });

  it('has an address of its own, which works without signing in until it is taken back or replaced', async () => {
    await say('Hello');
    expect(await hasFeedAddress(student, course)).toBe(false);
    const first = tokenOf(await address());
    expect((await entries(readFeedByToken(first, null))).map((each) => each.title)).toEqual([
      'A competition: Hello',
    ]);
    expect(await db().feedToken.count({ where: { tokenHash: first } })).toBe(0);
    const second = tokenOf(await address());
    expect((await readFeedByToken(first, null)).ok).toBe(false);
    expect((await readFeedByToken(second, null)).ok).toBe(true);
    expect((await revokeFeedAddress(student, course)).ok).toBe(true);
    expect((await readFeedByToken(second, null)).ok).toBe(false);
    expect((await readFeedByToken('feed_', null)).ok).toBe(false);
  });

  it('A18: ends for who leaves the course; A17: is not there for who was never in it', async () => {
    await say('Hello');
    const token = tokenOf(await address());
    await db().enrolment.updateMany({ where: { userId: student.userId }, data: { removedAt: new Date() } });
    expect((await readFeedByToken(token, null)).ok).toBe(false);
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    expect((await readFeed(stranger, course, null)).ok).toBe(false);
    expect((await makeFeedAddress(stranger, course)).ok).toBe(false);
  });

  it('holds what everyone may read and no more, even for staff: no private question, nothing before an assignment opens', async () => {
    await say('Open to all');
    const asked = await askQuestion(student, competition.id, {
      title: 'Canary',
      markdown: 'Canary',
      isPrivate: true,
    });
    expect(asked.ok).toBe(true);
    const coming = await makeCompetition({ courseId: competition.courseId });
    await db().assignment.update({
      where: { id: coming.id },
      data: { opensAt: new Date('2021-03-25T00:00:00Z') },
    });
    await say('Canary', 'Canary', '2021-03-20T09:00:00Z', coming.id);
    for (const viewer of [ta, student]) {
      const feed = await readFeedByToken(tokenOf(await address(viewer)), null);
      expect(feed.ok && feed.value.xml).toContain('Open to all');
      expect(feed.ok && feed.value.xml).not.toContain('Canary');
    }
    await setDatabaseClock('2021-03-25T00:00:00Z');
    expect(await entries(readFeed(student, course, null))).toHaveLength(2);
  });

  it('can be of one assignment, and is the same bytes until something changes', async () => {
    const other = await makeCompetition({ courseId: competition.courseId });
    await say('Here');
    await say('There', 'Text.', '2021-03-20T10:00:00Z', other.id);
    const slug = (await db().assignment.findUniqueOrThrow({ where: { id: other.id } })).slug;
    const [only, ...rest] = await entries(readFeed(student, course, slug));
    expect([only?.title, rest]).toEqual(['A competition: There', []]);
    expect((await readFeed(student, course, 'no-such')).ok).toBe(false);
    const [a, b] = [await readFeed(student, course, null), await readFeed(ta, course, null)];
    expect(a).toEqual(b);
    await say('More');
    const c = await readFeed(student, course, null);
    expect(a.ok && c.ok && a.value.etag !== c.value.etag).toBe(true);
  });
});
