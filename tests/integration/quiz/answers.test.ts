import { beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { acceptOption, withdrawAcceptance } from '@/lib/quiz/accept-option';
import { exportQuiz } from '@/lib/quiz/export-quiz';
import { gradeClosedQuizzes } from '@/lib/quiz/grade-closed';
import { gradeQuiz } from '@/lib/quiz/grade-quiz';
import { ownCheckpoint } from '@/lib/quiz/own-checkpoint';
import { quizView } from '@/lib/quiz/quiz-view';
import { regradeQuiz, releaseQuiz } from '@/lib/quiz/release-quiz';
import { quizResults } from '@/lib/quiz/results';
import { saveAnswer } from '@/lib/quiz/save-answer';
import { quizSection } from '@/lib/quiz/section';
import { staffQuizView } from '@/lib/quiz/staff-view';
import { startSeeding } from '@/lib/quiz/start-seeding';
import { uploadCheckpoints } from '@/lib/quiz/upload-checkpoints';
import { grantException } from '@/lib/staff/exceptions';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { CANARY, codes, makeQuiz, QUIZ, rightOption, slugsOf, taken } from './support';

await useDatabase();

const OPEN = '2021-03-20T10:00:00Z';
const LAST_MOMENT = '2021-04-02T15:59:59.999Z';
const CLOSED = '2021-04-02T16:00:00Z';
const option = (index: number) => ({ kind: 'option', option: index }) as const;
const text = (value: string) => ({ kind: 'text', text: value }) as const;

let quiz: MadeCompetition;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock(OPEN);
  quiz = await makeQuiz();
  ta = await enrolStudent(quiz, 'ta');
  student = await enrolStudent(quiz);
});

async function view(viewer: Viewer) {
  const { course, slug } = await slugsOf(quiz.id);
  return taken(await quizView(viewer, course, slug));
}

async function graded(viewer: Viewer): Promise<string | undefined> {
  await db().$transaction((tx) => gradeQuiz(tx, quiz.id));
  return (await quizResults(db(), quiz.id)).get(viewer.userId)?.points;
}

describe('answers', () => {
  it('A44: may be changed until the last moment by the database clock, and not after; the last in time counts', async () => {
    await ownCheckpoint(student, quiz.id);
    const right = await rightOption(quiz.id, student);
    taken(await saveAnswer(student, quiz.id, 'hessian', option((right + 1) % 3)));
    await setDatabaseClock(LAST_MOMENT);
    const saved = taken(await saveAnswer(student, quiz.id, 'hessian', option(right)));
    expect(saved.savedAt).toBe('2021-04-02T15:59:59.999Z');
    await setDatabaseClock(CLOSED);
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', option((right + 2) % 3)))).toEqual([
      'deadline_over',
    ]);
    expect(await graded(student)).toBe('2');
  });

  it('are kept, every one, with their times', async () => {
    for (const [at, index] of [
      ['2021-03-20T10:00:01Z', 0],
      ['2021-03-20T10:00:02Z', 2],
      ['2021-03-20T10:00:03Z', 1],
    ] as const) {
      await setDatabaseClock(at);
      taken(await saveAnswer(student, quiz.id, 'hessian', option(index)));
    }
    const [question] = (await view(student)).questions;
    expect(question?.saved).toMatchObject({ text: 'C', at: '2021-03-20T10:00:03.000Z' });
    expect(question?.history.map((each) => each.text)).toEqual(['C', 'A', 'B']);
  });

  it('A45: two at once are taken one after the other, the last is kept, the history has both', async () => {
    const saves = await Promise.all(
      [0, 1, 2, 0, 1].map((each) => saveAnswer(student, quiz.id, 'hessian', option(each))),
    );
    expect(saves.every((each) => each.ok)).toBe(true);
    const rows = await db().quizAnswer.findMany({ where: { assignmentId: quiz.id }, orderBy: { id: 'asc' } });
    expect(rows).toHaveLength(5);
    expect(rows.map((each) => each.at.getTime())).toEqual([...rows].map((each) => each.at.getTime()).sort());
    const [question] = (await view(student)).questions;
    expect(question?.saved?.value).toEqual(rows.at(-1)?.value);
  });

  it('that have not the form the question asks for are refused, and change nothing', async () => {
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', option(3)))).toEqual(['bad_answer']);
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', text('saddle')))).toEqual(['bad_answer']);
    expect(codes(await saveAnswer(student, quiz.id, 'word', text('  ')))).toEqual(['bad_answer']);
    expect(codes(await saveAnswer(student, quiz.id, 'nothing', option(0)))).toEqual(['not_found']);
    expect(
      codes(await saveAnswer(student, quiz.id, 'hessian', { kind: 'option', option: 0, points: 9 })),
    ).toEqual(['bad_answer']);
    expect(await db().quizAnswer.count({ where: { assignmentId: quiz.id } })).toBe(0);
  });

  it('of strangers, and before the quiz opens, are refused', async () => {
    const stranger = await enrolStudent(await makeCompetition({}));
    expect(codes(await saveAnswer(stranger, quiz.id, 'hessian', option(0)))).toEqual(['not_found']);
    await db().$transaction((tx) => quizSection.apply(tx, quiz.id, { ...QUIZ, opens: '2021-03-25T09:00' }));
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', option(0)))).toEqual(['not_open']);
    expect((await view(student)).questions).toEqual([]);
    expect(codes(await ownCheckpoint(student, quiz.id))).toEqual(['not_open']);
  });

  it('count until an own deadline of the quiz, and until an extension for whom it was given', async () => {
    await db().$transaction((tx) => quizSection.apply(tx, quiz.id, { ...QUIZ, closes: '2021-03-25T23:59' }));
    await setDatabaseClock('2021-03-25T15:59:59.999Z');
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', option(0)))).toEqual([]);
    const late = await enrolStudent(quiz);
    taken(
      await grantException(
        ta,
        quiz.id,
        late.userId,
        { kind: 'extended_deadline', closesAt: new Date('2021-04-05T00:00:00Z') },
        'ill',
      ),
    );
    await setDatabaseClock('2021-04-04T00:00:00Z');
    expect(codes(await saveAnswer(student, quiz.id, 'hessian', option(1)))).toEqual(['deadline_over']);
    taken(await saveAnswer(late, quiz.id, 'word', text(CANARY)));
    expect((await view(late)).status).toBe('open');
    // The right answers wait for whoever may still answer.
    expect((await view(student)).status).toBe('closed');
    expect(await graded(late)).toBe('0.5');
  });
});

describe('grading', () => {
  it('gives the same again, and the grade book decimal strings by person', async () => {
    await ownCheckpoint(student, quiz.id);
    taken(await saveAnswer(student, quiz.id, 'hessian', option(await rightOption(quiz.id, student))));
    taken(await saveAnswer(student, quiz.id, 'word', text(`  ${CANARY.toUpperCase()} `)));
    const silent = await enrolStudent(quiz);
    await setDatabaseClock(CLOSED);
    const all = async () => JSON.stringify([...(await quizResults(db(), quiz.id))]);
    expect(await quizResults(db(), quiz.id)).toEqual(new Map());
    expect(await gradeClosedQuizzes()).toBeGreaterThan(0);
    const once = await all();
    taken(await regradeQuiz(ta, quiz.id));
    expect(await all()).toBe(once);
    const results = await quizResults(db(), quiz.id);
    expect(results.get(student.userId)).toEqual({
      points: '2.5',
      possible: '2.5',
      questions: [
        { id: 'hessian', points: '2', possible: '2', answered: true },
        { id: 'word', points: '0.5', possible: '0.5', answered: true },
      ],
    });
    expect(results.get(silent.userId)).toMatchObject({ points: '0', possible: '2.5' });
    expect(await gradeClosedQuizzes()).toBe(0);
  });

  it('goes by the stored numbers, not by the class the generator or a column says', async () => {
    await ownCheckpoint(student, quiz.id);
    const right = await rightOption(quiz.id, student);
    taken(await saveAnswer(student, quiz.id, 'hessian', option(right)));
    await db().quizCheckpoint.updateMany({
      where: { assignmentId: quiz.id },
      data: { class: 'nonsense', wantedClass: 'nonsense' },
    });
    expect(await graded(student)).toBe('2');
  });

  it('takes what staff accept besides, for one student or for all, with a reason; withdrawn, it no longer does', async () => {
    await ownCheckpoint(student, quiz.id);
    const other = await enrolStudent(quiz);
    await ownCheckpoint(other, quiz.id);
    const wrong = ((await rightOption(quiz.id, student)) + 1) % 3;
    const otherWrong = ((await rightOption(quiz.id, other)) + 1) % 3;
    taken(await saveAnswer(student, quiz.id, 'hessian', option(wrong)));
    taken(await saveAnswer(other, quiz.id, 'hessian', option(otherWrong)));
    const request = {
      questionId: 'hessian',
      userId: student.userId,
      value: option(wrong),
      reason: 'ambiguous',
    };
    expect(codes(await acceptOption(ta, quiz.id, { ...request, reason: ' ' }))).toEqual(['reason_missing']);
    expect(codes(await acceptOption(student, quiz.id, request))).toEqual(['forbidden']);
    taken(await acceptOption(ta, quiz.id, request));
    expect([await graded(student), await graded(other)]).toEqual(['2', '0']);
    taken(await acceptOption(ta, quiz.id, { ...request, userId: null, value: option(otherWrong) }));
    expect(await graded(other)).toBe('2');
    const audited = await db().auditEntry.count({
      where: { assignmentId: quiz.id, action: 'quiz.option_accepted' },
    });
    expect(audited).toBe(2);
    for (const each of await db().quizAcceptance.findMany({ where: { assignmentId: quiz.id } }))
      taken(await withdrawAcceptance(ta, each.id));
    expect(await graded(student)).toBe('0');
  });
});

describe('the release', () => {
  it('at the close shows right answers and points; before it nothing of them', async () => {
    await ownCheckpoint(student, quiz.id);
    const right = await rightOption(quiz.id, student);
    taken(await saveAnswer(student, quiz.id, 'hessian', option(right)));
    const before = await view(student);
    expect(before.questions.map((each) => each.released)).toEqual([null, null]);
    expect(before.total).toBeNull();
    expect(JSON.stringify(before)).not.toContain(CANARY);
    await setDatabaseClock(CLOSED);
    const after = await view(student);
    expect(after.status).toBe('released');
    expect(after.total).toEqual({ points: '2', possible: '2.5' });
    expect(after.questions[1]?.released?.rightAnswer).toBe(CANARY);
  });

  it('by hand waits for staff, who cannot do it while the quiz is open', async () => {
    await db().$transaction((tx) => quizSection.apply(tx, quiz.id, { ...QUIZ, release: 'manual' }));
    expect(codes(await releaseQuiz(ta, quiz.id))).toEqual(['still_open']);
    await setDatabaseClock(CLOSED);
    expect((await view(student)).status).toBe('closed');
    expect(JSON.stringify(await view(student))).not.toContain(CANARY);
    taken(await releaseQuiz(ta, quiz.id));
    expect((await view(student)).status).toBe('released');
  });
});

describe('access', () => {
  it('A19: every staff question and act refuses students, auditors and strangers', async () => {
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    for (const viewer of [student, await enrolStudent(quiz, 'auditor'), stranger]) {
      const answers = [
        await staffQuizView(viewer, quiz.id),
        await exportQuiz(viewer, quiz.id),
        await startSeeding(viewer, quiz.id),
        await releaseQuiz(viewer, quiz.id),
        await regradeQuiz(viewer, quiz.id),
        await uploadCheckpoints(viewer, quiz.id, [], null),
        await acceptOption(viewer, quiz.id, {
          questionId: 'hessian',
          userId: null,
          value: option(0),
          reason: 'x',
        }),
      ];
      for (const answer of answers) expect(codes(answer)[0]).toMatch(/^(not_found|forbidden)$/);
    }
  });

  it('what students chose from can no longer be changed under their answers; points can', async () => {
    taken(await saveAnswer(student, quiz.id, 'hessian', option(0)));
    const [hessian, word] = QUIZ.questions;
    if (hessian?.kind !== 'hessian' || !word) throw new Error('unexpected quiz');
    const turned = { ...QUIZ, questions: [{ ...hessian, options: [...hessian.options].reverse() }, word] };
    expect(await quizSection.blocked(db(), quiz.id, turned)).toMatch(/options can no longer change/);
    expect(await quizSection.blocked(db(), quiz.id, null)).toMatch(/no longer be taken away/);
    expect(
      await quizSection.blocked(db(), quiz.id, { ...QUIZ, questions: [{ ...hessian, points: 3 }, word] }),
    ).toBeNull();
  });
});
