import { afterAll, beforeEach, expect, it } from 'vitest';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { updateScoring } from '@/lib/staff/scoring-settings';
import { selectFinal } from '@/lib/submission/select-final';
import { startSide } from '../../support/meeting';
import { enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { accepted } from '../support/submissions';

await useDatabase();
afterAll(closeSharedPool);
beforeEach(() => setDatabaseClock('2021-03-20T10:00:00Z'));

it('A96: a file that was checked before the labels were changed is checked again by those that hold', async () => {
  const competition = await makeCompetition({ dailyLimit: null });
  const staff = await enrolStudent(competition, 'ta');
  const student = await enrolStudent(competition);
  // Checked: c is a label nobody forbids. Then only a and b are.
  const sending = startSide(() => accepted(competition.id, student, 'abcb'), { stopBefore: /FOR SHARE/ });
  await sending.stopped();
  const settings = { metric: 'accuracy', idColumn: 'Id', targetColumns: ['Class'], split: null };
  expect((await updateScoring(staff, competition.id, { ...settings, labels: ['a', 'b'] })).ok).toBe(true);
  sending.goOn();
  const submission = await db().submission.findUniqueOrThrow({ where: { id: await sending.ended } });
  expect(submission).toMatchObject({ status: 'invalid', countsForLimit: false });
});

it('a submission that is invalidated while its owner selects it does not stay selectable by what was true before', async () => {
  const competition = await makeCompetition({ dailyLimit: null });
  const staff = await enrolStudent(competition, 'ta');
  const student = await enrolStudent(competition);
  const submissionId = await accepted(competition.id, student, 'abab');
  await scoreSubmission({ submissionId }, { isLast: false });
  const selecting = startSide(() => selectFinal(student, submissionId, true), { stopBefore: /FOR SHARE/ });
  await selecting.stopped();
  expect((await setInvalidated(staff, submissionId, 'copied')).ok).toBe(true);
  selecting.goOn();
  const outcome = await selecting.ended;
  expect(outcome.ok ? [] : outcome.problems.map((each) => each.code)).toEqual(['not_selectable']);
});
