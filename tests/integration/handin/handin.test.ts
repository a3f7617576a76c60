import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinEntry, myHandins } from '@/lib/handin/handin-view';
import { handinSchema } from '@/lib/handin/handin.schema';
import { shownFiles } from '@/lib/handin/rendering/shown-files';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { isStored } from '@/lib/platform/files/store';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { claimNext, reviewQueue } from '@/lib/review/queue';
import { reviewResults } from '@/lib/review/results';
import { publishReviews, readReview, saveReview } from '@/lib/review/review';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const SETTINGS = handinSchema.parse({
  name: '{student_id}_hw2.zip',
  closes: '2021-04-04T23:59:00',
  late: { penalty_per_day: '0.1', max_days: 2 },
  rubric: [
    { key: 'runs', title: 'It runs', points: '3' },
    { key: 'style', title: 'It can be read', points: '1' },
  ],
});

let competition: MadeCompetition;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-04-01T10:00:00Z');
  competition = await makeCompetition({});
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
  await db().$transaction((tx) => handinSection.apply(tx, competition.id, SETTINGS));
});

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

async function* archive(files: Readonly<Record<string, string>>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) yield chunk;
}

async function nameFor(viewer: Viewer): Promise<string> {
  const { studentId } = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  return `${studentId}_hw2.zip`;
}

async function handIn(viewer: Viewer, text = 'print(1)\n'): Promise<number> {
  const receipt = await acceptHandin(
    viewer,
    competition.id,
    await nameFor(viewer),
    archive({ 'main.py': text }),
  );
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  return receipt.value.handinId;
}

const full = {
  points: { runs: '2.5', style: '1' },
  comment: 'Well *done*.',
  unreasonable: false,
  complete: true,
};

describe('handing in', () => {
  it('gives a receipt whose hash finds the archive; the last one counts and the earlier ones stay', async () => {
    const first = await handIn(student, 'print(1)\n');
    const second = await handIn(student, 'print(2)\n');
    const own = await myHandins(student, competition.id);
    if (!own.ok) throw new Error('not read');
    expect(own.value.handins.map((each) => each.id)).toEqual([second, first]);
    expect(await isStored(own.value.handins[0]?.sha256 ?? '')).toBe(true);
    const files = await shownFiles(student, second);
    expect(files.ok && files.value).toEqual([
      {
        index: 0,
        path: 'main.py',
        bytes: 9,
        body: { kind: 'code', language: 'python', source: 'print(2)\n' },
      },
    ]);
  });

  it('names every problem at once and keeps nothing of a refused archive', async () => {
    const refused = await acceptHandin(
      student,
      competition.id,
      'homework.zip',
      archive({ 'main.py': 'x', 'data.csv': '1' }),
    );
    expect(codes(refused)).toEqual(['bad_name', 'type_not_allowed']);
    expect(await db().handin.count({ where: { userId: student.userId } })).toBe(0);
  });

  it("takes late archives for a price by the database's clock, then none; an extension moves both", async () => {
    await setDatabaseClock('2021-04-04T15:59:59.999Z');
    await handIn(student);
    await setDatabaseClock('2021-04-04T16:00:00Z');
    await handIn(student);
    await setDatabaseClock('2021-04-05T16:00:00Z');
    await handIn(student);
    const own = await myHandins(student, competition.id);
    expect(own.ok && own.value.handins.map((each) => each.lateDays)).toEqual([2, 1, 0]);
    await setDatabaseClock('2021-04-06T16:00:00Z');
    const over = await acceptHandin(
      student,
      competition.id,
      await nameFor(student),
      archive({ 'a.py': 'x' }),
    );
    expect(codes(over)).toEqual(['deadline_over']);
    const participant = await db().participant.create({
      data: { competitionId: competition.id, userId: student.userId },
    });
    await db().participantException.create({
      data: {
        participantId: participant.id,
        kind: 'extended_deadline',
        closesAt: new Date('2021-04-10T16:00:00Z'),
        reason: 'ill',
      },
    });
    await handIn(student);
  });

  it("A17: another's archive, its files and its review are not found", async () => {
    const id = await handIn(student);
    const other = await enrolStudent(competition);
    expect(codes(await shownFiles(other, id))).toEqual(['not_found']);
    expect(codes(await handinEntry(other, id, 'main.py'))).toEqual(['not_found']);
    expect(codes(await readReview(student, id))).toEqual(['not_found']);
    expect(codes(await saveReview(student, id, full))).toEqual(['not_found']);
    expect(codes(await reviewQueue(student, competition.id))).toEqual(['forbidden']);
    expect(codes(await claimNext(student, competition.id))).toEqual(['forbidden']);
    expect(codes(await publishReviews(student, competition.id, true))).toEqual(['forbidden']);
    expect((await handinEntry(ta, id, 'main.py')).ok).toBe(true);
  });
});

describe('reviewing', () => {
  it('gives two TAs who ask at once two hand-ins, the oldest first, and each their own again', async () => {
    const second = await enrolStudent(competition, 'ta');
    const students = await Promise.all(Array.from({ length: 3 }, () => enrolStudent(competition)));
    const ids: number[] = [];
    for (const each of students) ids.push(await handIn(each));
    const claimed = await Promise.all([claimNext(ta, competition.id), claimNext(second, competition.id)]);
    const numbers = claimed.map((each) => (each.ok ? each.value : null));
    expect([...numbers].sort()).toEqual([ids[0], ids[1]]);
    const again = await claimNext(ta, competition.id);
    expect(again.ok && again.value).toBe(numbers[0]);
    expect(codes(await saveReview(second, numbers[0] ?? 0, full))).toEqual(['taken']);
    expect(codes(await saveReview(ta, numbers[0] ?? 0, full))).toEqual([]);
    const next = await claimNext(ta, competition.id);
    expect(next.ok && next.value).toBe(ids[2]);
    // A claim that is not used comes free again.
    await setDatabaseClock('2021-04-01T11:00:00Z');
    const freed = await claimNext(ta, competition.id);
    expect(freed.ok && [numbers[1], ids[2]]).toContain(freed.ok ? freed.value : null);
  });

  it('refuses points outside the rubric, and finishing without all of them', async () => {
    const id = await handIn(student);
    const give = (points: Record<string, string>, complete = true) =>
      saveReview(ta, id, { ...full, points, complete });
    expect(codes(await give({ runs: '4', style: '1' }))).toEqual(['bad_field']);
    expect(codes(await give({ runs: '-1', style: 'x', other: '1' }))).toHaveLength(3);
    expect(codes(await give({ runs: '1' }))).toEqual(['bad_field']);
    expect(codes(await give({ runs: '1' }, false))).toEqual([]);
  });

  it('is seen by the student only once it is published, and counts with lateness in the grade book', async () => {
    await setDatabaseClock('2021-04-04T16:00:00Z');
    const id = await handIn(student);
    await saveReview(ta, id, full);
    const seen = async () => {
      const own = await myHandins(student, competition.id);
      return own.ok ? own.value.review : undefined;
    };
    expect(await seen()).toBeNull();
    expect(JSON.stringify(await myHandins(student, competition.id))).not.toContain('2.5');
    await publishReviews(ta, competition.id, true);
    expect(await seen()).toEqual({ points: full.points, comment: full.comment, unreasonable: false });
    const results = await db().$transaction((tx) => reviewResults(tx, competition.id));
    expect(results?.get(student.userId)).toMatchObject({
      total: '3.5',
      kept: '0.9',
      complete: true,
      hasReport: false,
    });
  });
});
