import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { giveConsent, ownShare, takeDown, withdrawConsent } from '@/lib/gallery/consent';
import { gallery, galleryEntry, galleryFile, mayOpenGallery } from '@/lib/gallery/gallery-view';
import { gallerySection } from '@/lib/gallery/section';
import { overrideItem, recordBreach, withdrawBreach } from '@/lib/gradebook/adjust';
import { previewGrades, publishGrades } from '@/lib/gradebook/run';
import { gradingSchema, gradingSection } from '@/lib/gradebook/section';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinSchema } from '@/lib/handin/handin.schema';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { pdfOf } from '@/tests/support/pdf';
import { zipOf } from '@/tests/support/zip-folder';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const HANDIN = handinSchema.parse({
  closes: '2021-04-04T23:59:00',
  rubric: [{ key: 'code', title: 'Code', points: '4' }],
});
const GRADING = gradingSchema.parse({
  items: [
    { id: 'code', title: 'Code', points: 4, rule: { kind: 'manual' } },
    { id: 'talk', title: 'Talk', points: 1, rule: { kind: 'manual' } },
  ],
});
const DURING = '2021-04-01T10:00:00Z';
const CLOSED = '2021-04-03T10:00:00Z'; // the competition is over, the hand-in is not
const AFTER = '2021-04-06T10:00:00Z';

let made: MadeCompetition;
let ta: Viewer;
let author: Viewer;
let classmate: Viewer;

beforeEach(async () => {
  await setDatabaseClock(DURING);
  made = await makeCompetition({ revealMode: 'manual' });
  ta = await enrolStudent(made, 'ta');
  author = await enrolStudent(made);
  classmate = await enrolStudent(made);
  await db().$transaction(async (tx) => {
    await handinSection.apply(tx, made.id, HANDIN);
    await gradingSection.apply(tx, made.id, GRADING);
    await gallerySection.apply(tx, made.id, { full_marks_in: ['code'], template: null });
  });
  await db().participant.create({
    data: {
      competitionId: made.id,
      userId: author.userId,
      boardEntry: {
        create: {
          competitionId: made.id,
          bestScore: 0.75,
          bestSubmissionId: 1,
          bestAt: new Date(DURING),
          entries: 1,
          progress: [0.75],
        },
      },
    },
  });
  await handIn(author);
});

function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

async function handIn(viewer: Viewer): Promise<void> {
  const { studentId } = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  const zip = await zipOf([
    { name: 'main.py', content: 'print("a secret of the trade")\n' },
    { name: 'report.pdf', content: pdfOf('Wider layers') },
  ]);
  const body = (async function* () {
    yield new Uint8Array(zip);
  })();
  taken(await acceptHandin(viewer, made.id, `${studentId}.zip`, body));
}

async function publish(points: string | null = null): Promise<void> {
  if (points !== null)
    taken(await overrideItem(ta, made.id, { userId: author.userId, item: 'code', points, reason: 'x' }));
  const preview = taken(await previewGrades(ta, made.id));
  taken(await publishGrades(ta, made.id, preview.fingerprint));
}

const shown = async (viewer: Viewer): Promise<string[]> =>
  taken(await gallery(viewer, made.id)).entries.map((each) => each.id);

/** The state most tests begin with: full marks published, agreed, everything over. */
async function opened(): Promise<string> {
  await setDatabaseClock(AFTER);
  await publish('4');
  taken(await giveConsent(author, made.id, 'the words that were read'));
  const [id] = await shown(classmate);
  return id ?? '';
}

describe('the gallery', () => {
  it('shows to the class what an author with full marks agreed to, with rank, score and files', async () => {
    await setDatabaseClock(AFTER);
    expect((await ownShare(author, made.id))?.state).toBe('not_yet');
    await publish('4');
    expect(await ownShare(author, made.id)).toMatchObject({
      state: 'offered',
      files: ['main.py', 'report.pdf'],
    });
    expect(await shown(classmate)).toEqual([]);
    const id = await opened();
    const { entry, files } = taken(await galleryEntry(classmate, made.id, id));
    expect(entry).toMatchObject({ rank: 1, hasReport: true, isOwn: false });
    expect(Number(entry.score)).toBe(0.75);
    expect(files.map((file) => [file.path, file.body.kind])).toEqual([
      ['main.py', 'code'],
      ['report.pdf', 'report'],
    ]);
    const file = taken(await galleryFile(classmate, id, 0));
    expect([file.fileName, Buffer.from(file.content).toString()]).toEqual([
      'main.py',
      'print("a secret of the trade")\n',
    ]);
    expect((await ownShare(author, made.id))?.isShown).toBe(true);
    expect(await db().galleryConsent.findFirst()).toMatchObject({ text: 'the words that were read' });
    expect(
      (await db().auditEntry.findMany({ where: { action: 'gallery.consented' } })).length,
    ).toBeGreaterThan(0);
  });

  it('is for the course alone: others, also of the same site, find nothing', async () => {
    const id = await opened();
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    expect(codes(await gallery(stranger, made.id))).toEqual(['not_found']);
    expect(codes(await galleryFile(stranger, id, 0))).toEqual(['not_found']);
    expect(taken(await galleryFile(await enrolStudent(made, 'auditor'), id, 0)).fileName).toBe('main.py');
    await db().enrolment.updateMany({ where: { userId: classmate.userId }, data: { removedAt: new Date() } });
    expect(codes(await galleryFile(classmate, id, 0))).toEqual(['not_found']);
  });

  it('stays shut until nobody can hand in any more, with every extension; staff may look before', async () => {
    const id = await opened();
    await db().participantException.create({
      data: {
        participant: { connect: { competitionId_userId: { competitionId: made.id, userId: author.userId } } },
        kind: 'extended_deadline',
        closesAt: new Date('2021-04-08T00:00:00Z'),
        reason: 'ill',
      },
    });
    for (const at of [CLOSED, AFTER]) {
      await setDatabaseClock(at);
      expect(await mayOpenGallery(classmate, made.id)).toBe(false);
      expect(codes(await gallery(classmate, made.id))).toEqual(['not_found']);
      expect(codes(await galleryFile(classmate, id, 0))).toEqual(['not_found']);
      expect(await shown(ta)).toEqual([id]);
    }
    await setDatabaseClock('2021-04-08T00:00:00Z');
    expect(await shown(classmate)).toEqual([id]);
  });

  it('loses an entry the moment its author withdraws, and has it again on a new consent', async () => {
    const id = await opened();
    taken(await withdrawConsent(author, made.id));
    expect(await shown(classmate)).toEqual([]);
    expect(codes(await galleryFile(classmate, id, 0))).toEqual(['not_found']);
    expect(codes(await galleryEntry(classmate, made.id, id))).toEqual(['not_found']);
    taken(await giveConsent(author, made.id, 'again'));
    expect(await shown(classmate)).toHaveLength(1);
  });

  it('loses an entry when a publication no longer gives full marks, or a breach stands', async () => {
    const id = await opened();
    await publish('3');
    expect(codes(await galleryFile(classmate, id, 0))).toEqual(['not_found']);
    await publish('4');
    expect(await shown(classmate)).toEqual([id]);
    const fields = { userId: author.userId, kind: 'shared code', evidence: 'x', factor: null };
    const breach = taken(await recordBreach(ta, made.id, fields));
    await publish();
    expect(await shown(classmate)).toEqual([]);
    taken(await withdrawBreach(ta, made.id, breach));
    await publish();
    expect(await shown(classmate)).toEqual([id]);
  });

  it('shows the hand-in that was agreed to and no later one', async () => {
    await opened();
    await setDatabaseClock(DURING);
    await handIn(author);
    await setDatabaseClock(AFTER);
    expect(await shown(classmate)).toEqual([]);
    expect((await ownShare(author, made.id))?.state).toBe('offered');
  });

  it('lets staff take an entry down with a reason that its author reads, for good', async () => {
    const id = await opened();
    expect(codes(await takeDown(classmate, id, 'x'))).toEqual(['forbidden']);
    expect(codes(await takeDown(ta, id, ' '))).toEqual(['no_reason']);
    taken(await takeDown(ta, id, 'It has a classmate’s name in it.'));
    expect(await shown(classmate)).toEqual([]);
    expect(await ownShare(author, made.id)).toMatchObject({
      state: 'taken_down',
      reason: 'It has a classmate’s name in it.',
    });
    expect(codes(await giveConsent(author, made.id, 'x'))).toEqual(['taken_down']);
    expect(codes(await takeDown(ta, id, 'once more'))).toEqual(['not_found']);
  });

  it('takes no consent of who may not show anything, and two clicks at once are one consent', async () => {
    await setDatabaseClock(AFTER);
    await publish('4');
    expect(codes(await giveConsent(classmate, made.id, 'x'))).toEqual(['not_eligible']);
    await Promise.all([giveConsent(author, made.id, 'x'), giveConsent(author, made.id, 'x')]);
    expect(await db().galleryConsent.count({ where: { assignmentId: made.id } })).toBe(1);
  });
});
