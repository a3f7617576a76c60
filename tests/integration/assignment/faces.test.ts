import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPERATIONS } from '@/lib/api/operations';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { myCourses } from '@/lib/competition/assignment-list';
import { handinSchema } from '@/lib/handin/handin.schema';
import { myHandins } from '@/lib/handin/handin-view';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { competitionByName, describeCompetition } from '@/lib/kaggle/competitions';
import { assignmentView } from '@/lib/leaderboard/assignment-view';
import { readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { quizView } from '@/lib/quiz/quiz-view';
import { grantException } from '@/lib/staff/exceptions';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { makeQuiz, slugsOf, taken } from '../quiz/support';
import { enrolStudent, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { scored } from '../webhooks/scored';

await useDatabase();
afterAll(closeSharedPool);

const CLOSES = '2021-04-02T16:00:00.000Z';
const EXTENSION = '2021-04-06T16:00:00.000Z';

/** Instants, and the phase there of a student, an auditor, one with an extension, and for staff. */
const TABLE: readonly (readonly [string, Record<'student' | 'auditor' | 'extended' | 'ta', string>])[] = [
  ['2021-03-12T06:19:59.999Z', { student: 'before', auditor: 'before', extended: 'before', ta: 'before' }],
  ['2021-03-20T10:00:00.000Z', { student: 'open', auditor: 'open', extended: 'open', ta: 'open' }],
  [CLOSES, { student: 'closed', auditor: 'closed', extended: 'open', ta: 'closed' }],
  ['2021-04-06T15:59:59.999Z', { student: 'closed', auditor: 'closed', extended: 'open', ta: 'closed' }],
  [EXTENSION, { student: 'revealed', auditor: 'revealed', extended: 'revealed', ta: 'revealed' }],
];

let made: MadeCompetition;
let people: Record<'student' | 'auditor' | 'extended' | 'ta', Viewer>;

beforeAll(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  made = await makeQuiz();
  await db().$transaction((tx) =>
    handinSection.apply(
      tx,
      made.id,
      handinSchema.parse({ rubric: [{ key: 'code', title: 'Code', points: '4' }] }),
    ),
  );
  people = {
    student: await enrolStudent(made),
    auditor: await enrolStudent(made, 'auditor'),
    extended: await enrolStudent(made),
    ta: await enrolStudent(made, 'ta'),
  };
  for (const viewer of Object.values(people)) await scored(made.id, viewer, 'abab');
  const given = { kind: 'extended_deadline', closesAt: new Date(EXTENSION) } as const;
  taken(await grantException(people.ta, made.id, people.extended.userId, given, 'ill'));
});

async function restAssignment(viewer: Viewer, course: string, assignment: string): Promise<unknown> {
  const operation = OPERATIONS.find((each) => each.id === 'getAssignment');
  const answer = await operation?.run({
    viewer,
    params: { course, assignment },
    query: {},
    body: undefined,
    file: { name: null, chunks: (async function* () {})(), fields: new Map() },
    header: () => null,
    origin: 'http://localhost',
  });
  return answer?.ok && answer.value.kind === 'value' ? answer.value.value : null;
}

/** What every face says of the assignment to one person, in the words of the rule. */
async function said(viewer: Viewer) {
  const { course, slug } = await slugsOf(made.id);
  const listed = (await myCourses(viewer))[0]?.assignments[0];
  const page = taken(await assignmentView(viewer, course, slug));
  const rest = (await restAssignment(viewer, course, slug)) as typeof page;
  const wire = await describeCompetition(viewer, taken(await competitionByName(viewer, slug)));
  const quiz = taken(await quizView(viewer, course, slug));
  const handin = taken(await myHandins(viewer, made.id));
  const own = taken(await mySubmissions(viewer, made.id));
  const lastSecond = new Date(new Date(wire.deadline).getTime() + 1_000).toISOString();
  const lastMinute = new Date(new Date(handin.closesAt).getTime() + 60_000).toISOString();
  return {
    phases: [listed?.phase, page.phase, rest.phase],
    deadlines: [listed?.closesAt, page.closesAt, rest.closesAt, quiz.closesAt, lastSecond, lastMinute],
    open: [page.canSubmit, rest.canSubmit, quiz.status === 'open', handin.isOpen],
    private: [
      page.seesPrivate,
      rest.seesPrivate,
      (await readBoard(viewer, made.id, 'private')).ok,
      own.submissions[0]?.privateScore !== null,
    ],
    wireDisabled: wire.submissionsDisabled,
  };
}

it.each(TABLE)('A94: all faces agree at %s', { timeout: 60_000 }, async (now, phases) => {
  await setDatabaseClock(now);
  for (const [who, viewer] of Object.entries(people)) {
    const phase = phases[who as keyof typeof phases];
    const isStaff = who === 'ta';
    if (phase === 'before' && !isStaff) {
      const { course, slug } = await slugsOf(made.id);
      const refusals = [
        await enter(db(), viewer, byId(made.id)),
        await assignmentView(viewer, course, slug),
        await quizView(viewer, course, slug),
        await myHandins(viewer, made.id),
        await mySubmissions(viewer, made.id),
        await readBoard(viewer, made.id, 'public'),
        await competitionByName(viewer, slug),
      ];
      for (const each of refusals) expect(each).toMatchObject({ problems: [{ code: 'not_found' }] });
      expect((await myCourses(viewer))[0]?.assignments).toEqual([]);
      continue;
    }
    const faces = await said(viewer);
    const isOpen = phase === 'open';
    const deadline = who === 'extended' ? EXTENSION : CLOSES;
    expect(new Set(faces.phases), `${who}: phase`).toEqual(new Set([phase]));
    expect(new Set(faces.deadlines), `${who}: deadline`).toEqual(new Set([deadline]));
    expect(new Set(faces.open), `${who}: open`).toEqual(new Set([isOpen]));
    expect(new Set(faces.private), `${who}: private`).toEqual(new Set([isStaff || phase === 'revealed']));
    expect(faces.wireDisabled, `${who}: wire`).toBe(phase === 'closed' || phase === 'revealed');
  }
});

it('A18: whoever is removed or disabled is denied at the next request, by every face', async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  const { course, slug } = await slugsOf(made.id);
  const viewer = people.student;
  const asked = async () => [
    (await enter(db(), viewer, byId(made.id))).ok,
    (await assignmentView(viewer, course, slug)).ok,
    (await quizView(viewer, course, slug)).ok,
    (await myHandins(viewer, made.id)).ok,
    (await mySubmissions(viewer, made.id)).ok,
    (await readBoard(viewer, made.id, 'public')).ok,
    (await competitionByName(viewer, slug)).ok,
  ];
  expect(new Set(await asked())).toEqual(new Set([true]));
  const now = new Date();
  await db().user.update({ where: { id: viewer.userId }, data: { disabledAt: now } });
  expect(new Set(await asked())).toEqual(new Set([false]));
  await db().user.update({ where: { id: viewer.userId }, data: { disabledAt: null } });
  await db().enrolment.updateMany({ where: { userId: viewer.userId }, data: { removedAt: now } });
  expect(new Set(await asked())).toEqual(new Set([false]));
});
