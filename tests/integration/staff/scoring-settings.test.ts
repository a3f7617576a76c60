import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { scoreBaselines } from '@/lib/jobs/handlers/score-baselines';
import type { Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { db } from '@/lib/platform/database/client';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { listAudit } from '@/lib/staff/audit-list';
import { addBaseline, listBaselines, removeBaseline } from '@/lib/staff/baselines';
import { readScoring, updateScoring, type ScoringSettings } from '@/lib/staff/scoring-settings';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

let competition: MadeCompetition;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({});
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
});

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

async function present(): Promise<ScoringSettings> {
  const read = await readScoring(ta, competition.id);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { metric, idColumn, targetColumns, labels, split } = read.value;
  return { metric, idColumn, targetColumns, labels, split };
}

async function boardScores(): Promise<Record<string, string>> {
  await db().boardSnapshot.deleteMany({ where: { competitionId: competition.id } });
  const board = await readBoard(ta, competition.id, 'public');
  if (!board.ok) throw new Error('no board');
  return Object.fromEntries(parseBoard(board.value).rows.map((row) => [row.name, row.score]));
}

describe('how a competition is scored', () => {
  it('can be changed by staff while there are no scores, and the direction follows the metric', async () => {
    const settings = await present();
    expect(codes(await updateScoring(student, competition.id, settings))).toEqual(['forbidden']);
    const wanted = { ...settings, metric: 'f1_macro', labels: ['a', 'b'] };
    expect(codes(await updateScoring(ta, competition.id, wanted))).toEqual([]);
    expect(await present()).toEqual(wanted);
    const log = await listAudit(ta, competition.id, { action: 'scoring.changed' });
    expect(log.ok && log.value.lines[0]?.detail.join()).toContain('"accuracy" → "f1_macro"');
  });

  it('refuses a metric that is none, and a way of reading that the solution does not allow', async () => {
    const settings = await present();
    expect(codes(await updateScoring(ta, competition.id, { ...settings, metric: 'acuracy' }))).toEqual([
      'metric_unknown',
    ]);
    expect(codes(await updateScoring(ta, competition.id, { ...settings, metric: 'rmse' }))).toEqual([
      'solution_does_not_fit',
    ]);
    expect(
      codes(await updateScoring(ta, competition.id, { ...settings, targetColumns: ['Nothing'] })),
    ).toEqual(['solution_does_not_fit']);
    expect(await present()).toEqual(settings);
  });

  it('stays as it is once a student has a score', async () => {
    const participant = await db().participant.create({
      data: { competitionId: competition.id, userId: student.userId },
    });
    const submission = await db().submission.create({
      data: {
        competitionId: competition.id,
        participantId: participant.id,
        status: 'scored',
        sha256: 'x',
        fileBytes: 1,
        fileName: 'p.csv',
        quotaDay: '2021-03-20',
        acceptedAt: new Date('2021-03-20T10:00:00Z'),
        source: 'web',
        countsForLimit: true,
      },
    });
    await db().score.create({
      data: {
        submissionId: submission.id,
        solutionId: competition.solutionId,
        metric: 'accuracy',
        publicScore: 1,
        privateScore: 1,
      },
    });
    const settings = await present();
    expect(codes(await updateScoring(ta, competition.id, settings))).toEqual([]); // nothing changes
    expect(codes(await updateScoring(ta, competition.id, { ...settings, metric: 'f1_macro' }))).toEqual([
      'needs_regrade',
    ]);
  });

  it("A3: a split's seed is in no line of the audit log", async () => {
    const settings = await present();
    await updateScoring(ta, competition.id, {
      ...settings,
      split: { public: 0.5, seed: 'c4n4ry-seed', by: 'random' },
    });
    const log = await listAudit(ta, competition.id, {});
    expect(log.ok && log.value.lines.some((line) => line.action === 'scoring.changed')).toBe(true);
    expect(JSON.stringify(log)).not.toContain('c4n4ry');
  });
});

describe('baselines', () => {
  it('by scores and by a file stand on the boards, and can be taken away', async () => {
    expect(
      codes(await addBaseline(ta, competition.id, 'given', { kind: 'scores', public: 0.25, private: 0.5 })),
    ).toEqual([]);
    const bytes = Buffer.from('Id,Class\n1,a\n2,b\n3,a\n4,b\n');
    expect(
      codes(await addBaseline(ta, competition.id, 'by file', { kind: 'file', bytes, fileName: 'b.csv' })),
    ).toEqual([]);
    await scoreBaselines({ competitionId: competition.id });
    const names = Object.keys(await boardScores());
    expect(names).toContain('given');
    expect(names).toContain('by file');
    const list = await listBaselines(ta, competition.id);
    const given = list.ok ? list.value.find((each) => each.name === 'given') : undefined;
    expect(codes(await removeBaseline(ta, competition.id, given?.id ?? ''))).toEqual([]);
    expect(Object.keys(await boardScores())).not.toContain('given');
  });

  it('are refused for students, for a name that is taken, and for a file with problems', async () => {
    const scores = { kind: 'scores', public: 0.25, private: 0.5 } as const;
    expect(codes(await addBaseline(student, competition.id, 'x', scores))).toEqual(['forbidden']);
    await addBaseline(ta, competition.id, 'x', scores);
    expect(codes(await addBaseline(ta, competition.id, 'x', scores))).toEqual(['name_taken']);
    const bytes = Buffer.from('Id,Class\n1,a\n');
    const bad = await addBaseline(ta, competition.id, 'y', { kind: 'file', bytes, fileName: 'b.csv' });
    expect(bad.ok).toBe(false);
    const list = await listBaselines(ta, competition.id);
    expect(list.ok && list.value.map((each) => each.name)).toEqual(['x']);
  });
});
