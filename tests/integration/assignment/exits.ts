import { OPERATIONS } from '@/lib/api/operations';
import type { Operation } from '@/lib/api/operation';
import { myCourses } from '@/lib/competition/assignment-list';
import { readFeed } from '@/lib/forum/feed';
import { ownShare } from '@/lib/gallery/consent';
import { gallery } from '@/lib/gallery/gallery-view';
import { myGrade } from '@/lib/gradebook/my-grade';
import { myHandins } from '@/lib/handin/handin-view';
import type { Viewer } from '@/lib/identity/viewer';
import { METHODS } from '@/lib/kaggle/methods';
import { assignmentView } from '@/lib/leaderboard/assignment-view';
import { readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { quizView } from '@/lib/quiz/quiz-view';
import { ownReview } from '@/lib/review/own-review';
import { mySubmissions } from '@/lib/submission/my-submissions';

export interface Place {
  readonly id: string;
  readonly course: string;
  readonly slug: string;
}

/**
 * Everything a student can ask for about an assignment, by the name of the exit: what pages and downloads read, every reading
 * operation of the REST API that is not the staff's, every reading method of the public client's protocol.
 */
export async function exitsOf(viewer: Viewer, place: Place): Promise<ReadonlyMap<string, string>> {
  // A board that is a second old may be served; here it must be of now.
  await db().boardSnapshot.deleteMany({ where: { competitionId: place.id } });
  const pages: Record<string, unknown> = {
    courses: await myCourses(viewer),
    assignment: await assignmentView(viewer, place.course, place.slug),
    'public board': await readBoard(viewer, place.id, 'public'),
    'private board': await readBoard(viewer, place.id, 'private'),
    submissions: await mySubmissions(viewer, place.id),
    grade: await myGrade(viewer, place.id),
    gallery: await gallery(viewer, place.id),
    share: await ownShare(viewer, place.id),
    quiz: await quizView(viewer, place.course, place.slug),
    handins: await myHandins(viewer, place.id),
    review: await ownReview(viewer, place.id),
    feed: await readFeed(viewer, place.course, place.slug),
  };
  const found = new Map(Object.entries(pages).map(([name, value]) => [name, textOf(value)]));
  for (const [name, value] of await restAnswers(viewer, place)) found.set(`REST ${name}`, value);
  for (const [name, value] of await wireAnswers(viewer, place)) found.set(`wire ${name}`, value);
  return found;
}

/** What is sent out by itself: mails, messages to webhooks, live events waiting in the queue. */
export async function sentTexts(): Promise<string> {
  const rows = await Promise.all([
    db().$queryRaw`SELECT * FROM mail_outbox`,
    db().$queryRaw`SELECT body FROM webhook_delivery`,
  ]);
  return textOf(rows);
}

async function restAnswers(viewer: Viewer, place: Place): Promise<[string, string][]> {
  const own = await db().submission.findFirst({
    where: { competitionId: place.id, participant: { userId: viewer.userId } },
  });
  const params: Record<string, string> = {
    course: place.course,
    assignment: place.slug,
    submission: String(own?.id ?? 0),
    page: 'overview',
    path: 'train.csv',
    format: 'json',
  };
  const asked: [string, string][] = [];
  for (const operation of OPERATIONS.filter((each) => each.method === 'GET' && !each.staff)) {
    for (const query of queriesOf(operation)) {
      const named = operation.params.safeParse(pick(params, operation.path));
      if (!named.success) continue; // about something this assignment has none of
      const answer = await operation.run({
        viewer,
        params: named.data,
        query: operation.query.parse(query),
        body: undefined,
        file: { name: null, chunks: (async function* () {})(), fields: new Map() },
        header: () => null,
        origin: 'http://localhost',
      });
      asked.push([`${operation.id} ${JSON.stringify(query)}`, textOf(answer)]);
    }
  }
  return asked;
}

const queriesOf = (operation: Operation): Record<string, string>[] =>
  operation.id.toLowerCase().includes('leaderboard') ? [{ which: 'public' }, { which: 'private' }] : [{}];

function pick(params: Record<string, string>, path: string): Record<string, string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((each) => each[1] ?? '');
  return Object.fromEntries(names.flatMap((name) => (name in params ? [[name, params[name] ?? '']] : [])));
}

async function wireAnswers(viewer: Viewer, place: Place): Promise<[string, string][]> {
  const input = {
    competitionName: place.slug,
    sortBy: 'SUBMISSION_SORT_BY_PRIVATE_SCORE',
    overridePublic: true,
  };
  const asked: [string, string][] = [];
  for (const [name, method] of Object.entries(METHODS).filter(([, each]) => each.reads)) {
    const given = method.schema.safeParse(input);
    if (!given.success) continue;
    asked.push([name, textOf(await method.run({ viewer, origin: 'http://localhost' }, given.data))]);
  }
  return asked;
}

/** JSON, with bytes as text, so that a number inside an archive that is not compressed shows too. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return String(each);
    if (each !== null && typeof each === 'object' && 'type' in each && each.type === 'Buffer')
      return Buffer.from((each as unknown as { data: number[] }).data).toString('latin1');
    return each;
  });
}
