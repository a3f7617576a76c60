import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinSchema } from '@/lib/handin/handin.schema';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { compareHandinsHandler } from '@/lib/jobs/handlers/similarity';
import { db } from '@/lib/platform/database/client';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';
import { stopQueue } from '@/lib/platform/queue/boss';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { startSimilarity, type SimilarityKind } from '@/lib/review/similarity/start';
import { codePair, similarityView } from '@/lib/review/similarity/view';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import { numbers, writtenProgram } from '../../unit/review/support/written-program';
import { addSolution, enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(async () => {
  await closeSharedPool();
  await stopQueue();
});

let competition: MadeCompetition;
let ta: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-04-01T10:00:00Z');
  competition = await makeCompetition({});
  ta = await enrolStudent(competition, 'ta');
  await configure({});
});

async function configure(settings: object): Promise<void> {
  const rubric = [{ key: 'code', title: 'Code', points: '4' }];
  const wanted = handinSchema.parse({ rubric, ...settings });
  await db().$transaction((tx) => handinSection.apply(tx, competition.id, wanted));
}

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);
function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

async function* archive(files: Readonly<Record<string, string>>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) yield chunk;
}

async function handIn(files: Readonly<Record<string, string>>): Promise<number> {
  const student = await enrolStudent(competition);
  const { studentId } = await db().user.findUniqueOrThrow({ where: { id: student.userId } });
  const receipt = await acceptHandin(student, competition.id, `${studentId}.zip`, archive(files));
  return valueOf(receipt).handinId;
}

async function compared(kind: SimilarityKind) {
  const runId = valueOf(await startSimilarity(ta, competition.id, kind));
  await compareHandinsHandler({ runId }, { isLast: true });
  return valueOf(await similarityView(ta, competition.id));
}

describe('similarity of code', () => {
  it('finds a program again in the cells of a notebook, beside the reference code both use, and shows both sides', async () => {
    const given = writtenProgram(1, 40);
    const file = await temporaryPath(randomUUID());
    writeFileSync(file, given);
    const { sha256 } = await storeCopy(file);
    const reference = {
      kind: 'reference',
      path: 'reference/start.py',
      sha256,
      bytes: 1n,
      position: 0,
    } as const;
    await db().assignmentFile.create({ data: { assignmentId: competition.id, ...reference } });
    const own = writtenProgram(2, 50);
    const cells = own.split(/\n(?=\S)/).map((source) => ({ cell_type: 'code', source, outputs: [] }));
    const one = await handIn({ 'main.py': `${given}\n${own}` });
    const other = await handIn({ 'work.ipynb': JSON.stringify({ cells }), 'start.py': given });
    for (let seed = 10; seed < 14; seed += 1)
      await handIn({ 'main.py': `${given}\n${writtenProgram(seed, 50)}` });
    const { code } = await compared('code');
    expect(code).toMatchObject({
      state: 'done',
      summary: { compared: 6, pairs: 15, reference: 1, tooShort: 0 },
    });
    expect(code?.pairs[0]).toMatchObject({ left: { id: one }, right: { id: other } });
    expect(code?.pairs[0]?.similarity).toBeGreaterThan(0.85);
    expect(code?.pairs[1]?.similarity ?? 0).toBeLessThan(0.4);

    const pair = valueOf(await codePair(ta, competition.id, 1));
    expect(pair.right.rows[0]?.heading).toEqual({ path: 'work.ipynb', cell: 0 });
    const rows = pair.left.rows.length;
    for (const fragment of pair.fragments) {
      expect(fragment.leftTo).toBeLessThan(rows);
      expect(fragment.rightTo).toBeLessThan(pair.right.rows.length);
      // What is the assignment's own lies in no fragment.
      expect(fragment.leftTo).toBeGreaterThan(given.split('\n').length - 2);
    }
    expect(pair.fragments.length).toBeGreaterThan(0);
  });

  it('is for staff alone, one at a time, and keeps only the latest', async () => {
    const student = await enrolStudent(competition);
    expect(codes(await startSimilarity(student, competition.id, 'code'))).toEqual(['forbidden']);
    expect(codes(await similarityView(student, competition.id))).toEqual(['forbidden']);
    expect(codes(await codePair(student, competition.id, 1))).toEqual(['forbidden']);
    const runId = valueOf(await startSimilarity(ta, competition.id, 'code'));
    expect(valueOf(await similarityView(ta, competition.id)).code).toMatchObject({ state: 'running' });
    expect(codes(await startSimilarity(ta, competition.id, 'code'))).toEqual(['running']);
    await compareHandinsHandler({ runId }, { isLast: true });
    await compareHandinsHandler({ runId }, { isLast: true });
    await setDatabaseClock('2021-04-01T11:00:00Z');
    await compared('code');
    expect(await db().similarityRun.count({ where: { assignmentId: competition.id } })).toBe(1);
    const started = await db().auditEntry.count({
      where: { assignmentId: competition.id, action: 'similarity.started' },
    });
    expect(started).toBe(2);
  });

  it('says what went wrong, and may then be asked for again', async () => {
    await handIn({ 'main.py': writtenProgram(1, 50) });
    await db().handin.updateMany({
      where: { assignmentId: competition.id },
      data: { sha256: 'f'.repeat(64) },
    });
    const runId = valueOf(await startSimilarity(ta, competition.id, 'code'));
    await expect(compareHandinsHandler({ runId }, { isLast: true })).rejects.toThrow();
    const { code } = valueOf(await similarityView(ta, competition.id));
    expect(code).toMatchObject({ state: 'failed', pairs: [] });
    expect(codes(await startSimilarity(ta, competition.id, 'code'))).toEqual([]);
  });

  it('names nobody where reviewers are not to know', async () => {
    const text = writtenProgram(3, 50);
    const ids = [await handIn({ 'main.py': text }), await handIn({ 'main.py': text })];
    await configure({ anonymous: true });
    const { code } = await compared('code');
    expect(code?.pairs[0]).toMatchObject({
      left: { id: ids[0], name: null },
      right: { id: ids[1], name: null },
      similarity: 1,
    });
  });
});

const ROWS = 400;

async function submit(viewer: Viewer, labels: readonly string[]): Promise<number> {
  const text = `Id,Class\n${labels.map((label, at) => `${at + 1},${label}`).join('\n')}\n`;
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const receipt = await acceptSubmission(
    viewer,
    { competitionId: competition.id, description: '', source: 'api', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: text.length,
      fileName: 'p.csv',
      receivedAt: new Date('2021-03-20T10:00:00Z'),
    },
  );
  const { submissionId } = valueOf(receipt);
  await scoreSubmission({ submissionId }, { isLast: true });
  return submissionId;
}

describe('similarity of predictions', () => {
  it('A12: finds who took over the wrong answers of another, and files handed in twice', async () => {
    await setDatabaseClock('2021-03-20T10:00:00Z');
    const next = numbers(1);
    const draw = (): string => 'abcdefghij'[Math.floor(next() * 10)] ?? 'a';
    const truth = Array.from({ length: ROWS }, draw);
    const usage = (at: number): string => (at % 2 === 0 ? 'Public' : at % 8 === 1 ? 'Ignored' : 'Private');
    const solution = `Id,Class,Usage\n${truth.map((label, at) => `${at + 1},${label},${usage(at)}`).join('\n')}\n`;
    await db().competition.update({
      where: { assignmentId: competition.id },
      data: { activeSolutionId: await addSolution(competition.id, solution, 2) },
    });
    const mine = (): string[] => truth.map((label) => (next() < 0.5 ? label : draw()));
    const original = mine();
    const people = [original, original.map((label) => (next() < 0.8 ? label : draw()))];
    while (people.length < 11) people.push(mine());
    const ids: number[] = [];
    for (const labels of people) ids.push(await submit(await enrolStudent(competition), labels));
    const again = await submit(await enrolStudent(competition), people[5] ?? []);
    const { predictions } = await compared('predictions');
    expect(predictions).toMatchObject({
      state: 'done',
      summary: { compared: 12, pairs: 66, items: ROWS * 0.875, itemsAll: ROWS * 0.875, isLabels: true },
    });
    const striking = predictions?.pairs.filter((pair) => pair.isStriking) ?? [];
    expect(striking.map((pair) => [pair.left.id, pair.right.id]).sort()).toEqual(
      [
        [ids[0], ids[1]],
        [ids[5], again],
      ].sort(),
    );
    expect(predictions?.duplicates.map((group) => group.map((side) => side.id))).toEqual([[ids[5], again]]);
  });
});
