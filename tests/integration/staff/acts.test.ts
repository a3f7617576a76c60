import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import type { Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import { temporaryPath } from '@/lib/platform/files/store';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { listAudit } from '@/lib/staff/audit-list';
import { readCockpit } from '@/lib/staff/cockpit';
import { grantException } from '@/lib/staff/exceptions';
import { setHidden } from '@/lib/staff/hide-participant';
import { setInvalidated } from '@/lib/staff/invalidate-submission';
import { listParticipants } from '@/lib/staff/participants-list';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { regradeState } from '@/lib/staff/regrade-list';
import { previewRegrade } from '@/lib/staff/regrade-preview';
import { revealPrivateBoard } from '@/lib/staff/reveal';
import { submissionDetail } from '@/lib/staff/submission-detail';
import { listSubmissions } from '@/lib/staff/submissions-list';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { submissionFile } from '@/lib/submission/own-submission';
import { selectFinal } from '@/lib/submission/select-final';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const ONCE = { isLast: false };
const SWAPPED = 'Id,Class,Usage\n1,b,Public\n2,a,Public\n3,a,Private\n4,b,Private\n';

let competition: MadeCompetition;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: 2, revealMode: 'manual' });
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
});

async function submit(viewer: Viewer, labels: string): Promise<Result<{ submissionId: number }>> {
  const text = `Id,Class\n${[...labels].map((label, index) => `${index + 1},${label}`).join('\n')}\n`;
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const [{ now } = { now: new Date() }] = await db().$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
  return acceptSubmission(
    viewer,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: text.length,
      fileName: 'p.csv',
      receivedAt: now,
    },
  );
}

async function scored(viewer: Viewer, labels: string): Promise<number> {
  const receipt = await submit(viewer, labels);
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  await scoreSubmission({ submissionId: receipt.value.submissionId }, ONCE);
  return receipt.value.submissionId;
}

/** Scores on a board as its reader sees it, the board's snapshot being at most a second old. */
async function board(viewer: Viewer, which: 'public' | 'private'): Promise<string[] | null> {
  await db().boardSnapshot.deleteMany({ where: { competitionId: competition.id } });
  const read = await readBoard(viewer, competition.id, which);
  return read.ok ? parseBoard(read.value).rows.map((row) => row.score) : null;
}

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

describe('access at the data', () => {
  it('A19 and A41: every staff question and act refuses students, auditors and strangers', async () => {
    const id = await scored(student, 'abab');
    const participant = await db().participant.findFirstOrThrow({ where: { competitionId: competition.id } });
    const started = await startRegrade(ta, competition.id, { solutionId: competition.solutionId }, 'again');
    const runId = started.ok ? started.value.runId : '';
    const slugs = await db().assignment.findUniqueOrThrow({
      where: { id: competition.id },
      include: { course: true },
    });
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    for (const viewer of [student, await enrolStudent(competition, 'auditor'), stranger]) {
      const answers: Result<unknown>[] = [
        await readCockpit(viewer, slugs.course.slug, slugs.slug),
        await listSubmissions(viewer, competition.id, { status: null, search: '' }),
        await submissionDetail(viewer, id),
        await listParticipants(viewer, competition.id),
        await listAudit(viewer, competition.id),
        await regradeState(viewer, competition.id),
        await previewRegrade(viewer, runId),
        await startRegrade(viewer, competition.id, { solutionId: competition.solutionId }, 'x'),
        await commitRegrade(viewer, runId),
        await cancelRegrade(viewer, runId),
        await setInvalidated(viewer, id, 'x'),
        await setHidden(viewer, participant.id, true, 'x'),
        await grantException(
          viewer,
          competition.id,
          student.userId,
          { kind: 'extra_attempts', attempts: 1, day: null },
          'x',
        ),
        await revealPrivateBoard(viewer, competition.id, []),
        await addSolutionVersion(viewer, competition.id, Buffer.from(SWAPPED), 's.csv'),
        await readBoard(viewer, competition.id, 'private'),
      ];
      for (const [index, answer] of answers.entries())
        expect(codes(answer)[0], `answer ${index}`).toMatch(/^(not_found|forbidden)$/);
    }
  });

  it("A17: another student's submission and file are not found", async () => {
    const id = await scored(student, 'abab');
    const other = await enrolStudent(competition);
    expect(codes(await submissionFile(other, id))).toEqual(['not_found']);
    expect(codes(await selectFinal(other, id, true))).toEqual(['not_found']);
    expect((await submissionFile(student, id)).ok).toBe(true);
    expect((await submissionFile(ta, id)).ok).toBe(true);
  });

  it('A18: a removed enrolment is denied at the next request', async () => {
    await scored(student, 'abab');
    await db().enrolment.updateMany({ where: { userId: student.userId }, data: { removedAt: new Date() } });
    expect(codes(await mySubmissions(student, competition.id))).toEqual(['not_found']);
    expect(await board(student, 'public')).toBeNull();
  });
});

describe('the reveal', () => {
  it('A34, A35, A38: private scores appear for students with the reveal, at once, and not a moment before', async () => {
    await scored(student, 'abaa');
    const privateScore = async () => {
      const own = await mySubmissions(student, competition.id);
      return own.ok ? own.value.submissions[0]?.privateScore : undefined;
    };
    expect(codes(await revealPrivateBoard(ta, competition.id, []))).toEqual(['still_open']);
    await setDatabaseClock('2021-04-02T16:00:00Z');
    expect([await board(student, 'private'), await privateScore()]).toEqual([null, null]);
    expect(await board(ta, 'private')).toEqual(['0.50000']);
    await setDatabaseClock('2021-04-02T17:00:00Z');
    expect((await revealPrivateBoard(ta, competition.id, [])).ok).toBe(true);
    expect([await board(student, 'private'), await privateScore()]).toEqual([['0.50000'], 0.5]);
    expect(
      await db().auditEntry.count({ where: { action: 'board.revealed', assignmentId: competition.id } }),
    ).toBe(1);
  });

  it("A36: the order of one's own list does not depend on private scores", async () => {
    const first = await scored(student, 'abbb');
    const second = await scored(student, 'abab');
    const order = async () => {
      const own = await mySubmissions(student, competition.id);
      return own.ok ? own.value.submissions.map((each) => each.id) : [];
    };
    expect(await order()).toEqual([second, first].sort((a, b) => b - a));
    await db().score.updateMany({ where: { submissionId: first }, data: { privateScore: 99 } });
    expect(await order()).toEqual([second, first].sort((a, b) => b - a));
  });
});

describe('single acts', () => {
  it('invalidate takes a submission off the boards with its reason, restore brings it back', async () => {
    await scored(student, 'aaab');
    const best = await scored(student, 'abab');
    expect(await board(student, 'public')).toEqual(['1.00000']);
    expect(codes(await setInvalidated(ta, best, ' '))).toEqual(['reason_missing']);
    await setInvalidated(ta, best, 'copied');
    expect(await board(student, 'public')).toEqual(['0.50000']);
    const own = await mySubmissions(student, competition.id);
    expect(own.ok && own.value.submissions.find((each) => each.id === best)).toMatchObject({
      invalidatedReason: 'copied',
      selectable: false,
    });
    await setInvalidated(ta, best, null);
    expect(await board(student, 'public')).toEqual(['1.00000']);
  });

  it('A10: a hidden participant is in no board and no count', async () => {
    await scored(student, 'abab');
    const slugs = await db().assignment.findUniqueOrThrow({
      where: { id: competition.id },
      include: { course: true },
    });
    const submitted = async () => {
      const cockpit = await readCockpit(ta, slugs.course.slug, slugs.slug);
      return cockpit.ok ? cockpit.value.people.submitted : -1;
    };
    expect(await submitted()).toBe(1);
    const participant = await db().participant.findFirstOrThrow({ where: { userId: student.userId } });
    await setHidden(ta, participant.id, true, 'test account');
    expect([await board(ta, 'public'), await board(ta, 'private'), await submitted()]).toEqual([[], [], 0]);
  });

  it('exceptions give one student more attempts today, and a later deadline', async () => {
    await scored(student, 'abab');
    await scored(student, 'abab');
    expect(codes(await submit(student, 'abab'))).toEqual(['no_attempts_left']);
    await grantException(
      ta,
      competition.id,
      student.userId,
      { kind: 'extra_attempts', attempts: 1, day: null },
      'a broken file server',
    );
    expect((await submit(student, 'abab')).ok).toBe(true);
    expect(codes(await submit(student, 'abab'))).toEqual(['no_attempts_left']);
    await setDatabaseClock('2021-04-02T18:00:00Z');
    expect(codes(await submit(student, 'abab'))).toEqual(['deadline_over']);
    await grantException(
      ta,
      competition.id,
      student.userId,
      { kind: 'extended_deadline', closesAt: new Date('2021-04-03T16:00:00Z') },
      'ill',
    );
    expect((await submit(student, 'abab')).ok).toBe(true);
    expect(codes(await submit(await enrolStudent(competition), 'abab'))).toEqual(['deadline_over']);
  });
});

describe('a regrade', () => {
  it('A8 and A82: scores are made beside those that count; a submission that comes meanwhile is not lost; all boards switch at once', async () => {
    const before = await scored(student, 'abab');
    const added = await addSolutionVersion(ta, competition.id, Buffer.from(SWAPPED), 'solution-2.csv');
    if (!added.ok) throw new Error(JSON.stringify(added.problems));
    const run = await startRegrade(
      ta,
      competition.id,
      { solutionId: added.value.solutionId },
      'labels were swapped',
    );
    if (!run.ok) throw new Error(JSON.stringify(run.problems));
    expect(codes(await commitRegrade(ta, run.value.runId))).toEqual(['regrade_not_ready']);
    await regrade({ runId: run.value.runId }, ONCE);
    expect(await board(student, 'public')).toEqual(['1.00000']);
    const preview = await previewRegrade(ta, run.value.runId);
    expect(preview.ok && preview.value).toMatchObject({
      submissionsChanged: 1,
      changes: [{ scoreBefore: 1, scoreAfter: 0 }],
    });
    const other = await enrolStudent(competition);
    const meanwhile = await scored(other, 'baab');
    expect(await board(student, 'public')).toEqual(['1.00000', '0.00000']);
    expect((await commitRegrade(ta, run.value.runId)).ok).toBe(true);
    expect(await board(student, 'public')).toEqual(['1.00000', '0.00000']);
    const boardEntries = await db().boardEntry.findMany({
      where: { competitionId: competition.id },
      orderBy: { bestScore: 'desc' },
    });
    expect(boardEntries.map((each) => each.bestSubmissionId)).toEqual([meanwhile, before]);
    const versions = await db().score.findMany({
      where: { submissionId: before },
      include: { solution: true },
      orderBy: { solution: { number: 'asc' } },
    });
    expect(versions.map((each) => [each.solution.number, each.publicScore])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  it('a solution with other ids is refused with counts', async () => {
    const added = await addSolutionVersion(
      ta,
      competition.id,
      Buffer.from('Id,Class,Usage\n1,a,Public\n9,b,Private\n'),
      's.csv',
    );
    expect(added.ok ? '' : added.problems[0]?.message).toMatch(/2 rows, 1 of them/);
  });
});
