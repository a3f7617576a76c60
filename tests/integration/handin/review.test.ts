import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { acceptHandin } from '@/lib/handin/accept-handin';
import { handinArchive, handinEntry } from '@/lib/handin/handin-view';
import { checkHandin, handinSchema } from '@/lib/handin/handin.schema';
import { shownFiles } from '@/lib/handin/rendering/shown-files';
import { handinSection } from '@/lib/handin/section';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { deleteComment, lineComments, saveComment } from '@/lib/review/comments';
import { ownReview } from '@/lib/review/own-review';
import { reviewQueue } from '@/lib/review/queue';
import { reviewResults } from '@/lib/review/results';
import { publishReviews, readReview, saveReview } from '@/lib/review/review';
import { addSnippet, deleteSnippet, listSnippets } from '@/lib/review/snippets';
import { handinOwner, unmask } from '@/lib/review/unmask';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const SETTINGS = handinSchema.parse({
  rubric: [
    {
      key: 'code',
      title: 'Code',
      points: '4',
      items: [
        { key: 'runs', title: 'It runs', points: '3' },
        { key: 'style', title: 'It can be read', points: '1' },
      ],
    },
  ],
});

let competition: MadeCompetition;
let ta: Viewer;
let student: Viewer;

async function configure(settings: Partial<typeof SETTINGS>): Promise<void> {
  await db().$transaction((tx) => handinSection.apply(tx, competition.id, { ...SETTINGS, ...settings }));
}

beforeEach(async () => {
  await setDatabaseClock('2021-04-01T10:00:00Z');
  competition = await makeCompetition({});
  ta = await enrolStudent(competition, 'ta');
  student = await enrolStudent(competition);
  await configure({});
});

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

const studentIdOf = async (viewer: Viewer): Promise<string> =>
  (await db().user.findUniqueOrThrow({ where: { id: viewer.userId } })).studentId ?? '';

async function handIn(viewer: Viewer, files: Record<string, string> = { 'main.py': 'a = 1\nb = 2\n' }) {
  const name = `${await studentIdOf(viewer)}.zip`;
  return valueOf(await acceptHandin(viewer, competition.id, name, archive(files))).handinId;
}

const review = (points: Record<string, string>, complete = true) => ({
  points,
  comment: '',
  unreasonable: false,
  complete,
});
const remark = (markdown: string, line = 2) => ({ id: null, file: 0, cell: null, line, markdown });

describe('line comments', () => {
  it('are written, changed and deleted by staff, and seen by the student only with the published review', async () => {
    const id = await handIn(student);
    const made = valueOf(await saveComment(ta, id, remark('Use **names**. <img src=x onerror=alert(1)>')));
    expect(made).toMatchObject({ file: 0, cell: null, line: 2, author: ta.name });
    expect(made.html).toContain('<strong>names</strong>');
    expect(made.html).not.toContain('<img');
    const changed = valueOf(await saveComment(ta, id, { ...remark('Better.'), id: made.id }));
    expect(changed).toMatchObject({ id: made.id, markdown: 'Better.' });
    const other = valueOf(await saveComment(ta, id, remark('Gone.', 1)));
    expect(codes(await deleteComment(ta, id, other.id))).toEqual([]);
    expect(valueOf(await lineComments(ta, id)).map((each) => each.markdown)).toEqual(['Better.']);

    expect(valueOf(await ownReview(student, competition.id))).toBeNull();
    await publishReviews(ta, competition.id, true);
    expect(valueOf(await ownReview(student, competition.id))).toBeNull();
    await saveReview(ta, id, review({ runs: '2', style: '1' }));
    expect(valueOf(await ownReview(student, competition.id))).toMatchObject({
      handinId: id,
      points: { runs: '2', style: '1' },
      comments: [{ markdown: 'Better.' }],
    });
    await publishReviews(ta, competition.id, false);
    expect(valueOf(await ownReview(student, competition.id))).toBeNull();
  });

  it('A17: are not found by students, and refused outside the archive or while another holds it', async () => {
    const id = await handIn(student);
    expect(codes(await saveComment(student, id, remark('x')))).toEqual(['not_found']);
    expect(codes(await lineComments(student, id))).toEqual(['not_found']);
    expect(codes(await saveComment(ta, id, { ...remark('x'), file: 1 }))).toEqual(['not_found']);
    expect(codes(await saveComment(ta, id, { ...remark('x'), line: 0 }))).toEqual(['not_found']);
    expect(codes(await saveComment(ta, id, remark('  ')))).toEqual(['comment']);
    const mine = valueOf(await saveComment(ta, id, remark('mine')));
    const second = await enrolStudent(competition, 'ta');
    expect(codes(await saveComment(second, id, remark('x')))).toEqual(['taken']);
    expect(codes(await deleteComment(second, id, mine.id))).toEqual(['taken']);
    await setDatabaseClock('2021-04-01T10:31:00Z');
    expect(codes(await deleteComment(second, id, mine.id))).toEqual([]);
  });
});

describe('a review', () => {
  it('that was saved elsewhere since the page was read is not overwritten', async () => {
    const id = await handIn(student);
    const first = valueOf(await saveReview(ta, id, { ...review({ runs: '1' }, false), basedOn: null }));
    await setDatabaseClock('2021-04-01T10:01:00Z');
    const second = valueOf(
      await saveReview(ta, id, { ...review({ runs: '2' }, false), basedOn: first.savedAt }),
    );
    expect(codes(await saveReview(ta, id, { ...review({ runs: '3' }), basedOn: first.savedAt }))).toEqual([
      'changed',
    ]);
    expect(valueOf(await readReview(ta, id))).toMatchObject({
      points: { runs: '2' },
      savedAt: second.savedAt,
    });
  });

  it('that changes after it was finished is kept as it was, and counts and shows so until it is finished anew', async () => {
    const id = await handIn(student);
    await saveComment(ta, id, remark('first'));
    await saveReview(ta, id, review({ runs: '2', style: '1' }));
    await publishReviews(ta, competition.id, true);
    await saveReview(ta, id, review({ runs: '0' }, false));
    await saveComment(ta, id, remark('second', 1));
    const seen = valueOf(await ownReview(student, competition.id));
    expect(seen).toMatchObject({ points: { runs: '2', style: '1' }, comments: [{ markdown: 'first' }] });
    const result = async () =>
      (await db().$transaction((tx) => reviewResults(tx, competition.id)))?.get(student.userId);
    expect(await result()).toMatchObject({ total: '3', complete: true });
    await saveReview(ta, id, review({ runs: '3', style: '1' }));
    expect(await result()).toMatchObject({ total: '4', points: { code: '4', runs: '3', style: '1' } });
    expect(valueOf(await ownReview(student, competition.id))?.comments).toHaveLength(2);
    expect(valueOf(await readReview(ta, id)).versions).toMatchObject([
      { number: 1, points: { runs: '2', style: '1' }, reviewer: ta.name },
    ]);
  });

  it('gives points to the parts of an item, whose sum must be its own', async () => {
    const id = await handIn(student);
    expect(codes(await saveReview(ta, id, review({ code: '4' })))).toContain('bad_field');
    expect(codes(await saveReview(ta, id, review({ runs: '3' })))).toEqual(['bad_field']);
    const wrong = handinSchema.parse({
      rubric: [{ key: 'a', title: 'A', points: '4', items: [{ key: 'a', title: 'B', points: '3' }] }],
    });
    expect(checkHandin(wrong).map((each) => each.message)).toEqual([
      'two items have the same key.',
      'a has 4 points, its parts 3.',
    ]);
  });
});

describe('reusable comments', () => {
  it("are the assignment's, with points where an item is named", async () => {
    const add = (itemKey: string | null, points: string | null) =>
      addSnippet(ta, competition.id, { markdown: 'No seed is set.', itemKey, points });
    const made = valueOf(await add('runs', '2.5'));
    expect(codes(await add('runs', '3.5'))).toEqual(['points']);
    expect(codes(await add('code', '1'))).toEqual(['not_found']);
    expect(valueOf(await listSnippets(ta, competition.id))).toEqual([made]);
    expect(codes(await listSnippets(student, competition.id))).toEqual(['forbidden']);
    expect(codes(await deleteSnippet(student, competition.id, made.id))).toEqual(['forbidden']);
    expect(codes(await deleteSnippet(ta, competition.id, made.id))).toEqual([]);
    expect(valueOf(await listSnippets(ta, competition.id))).toEqual([]);
  });
});

describe('anonymous reviewing', () => {
  it('hides names and IDs from the queue, the page, file names and downloads until the reviews are published', async () => {
    const studentId = await studentIdOf(student);
    const id = await handIn(student, { [`${studentId.toUpperCase()}_hw/main.py`]: 'x = 1\n' });
    await enrolStudent(competition);
    await configure({ anonymous: true });
    const seen = JSON.stringify([
      valueOf(await reviewQueue(ta, competition.id)),
      valueOf(await readReview(ta, id)),
      valueOf(await shownFiles(ta, id)),
      valueOf(await handinArchive(ta, id)).fileName,
      valueOf(await handinEntry(ta, id, 0)).fileName,
    ]);
    for (const name of [studentId, studentId.toUpperCase(), student.name, student.userId])
      expect(seen).not.toContain(name);
    expect(valueOf(await reviewQueue(ta, competition.id))).toMatchObject({ isMasked: true, missingCount: 1 });
    expect(valueOf(await shownFiles(student, id))[0]?.path).toContain('_hw/main.py');
    await publishReviews(ta, competition.id, true);
    expect(valueOf(await readReview(ta, id)).studentId).toBe(studentId);
  });

  it('tells an instructor with a reason, and the audit log that it did', async () => {
    const id = await handIn(student);
    await configure({ anonymous: true });
    const instructor = await enrolStudent(competition, 'instructor');
    expect(codes(await unmask(ta, id, 'curious'))).toEqual(['forbidden']);
    expect(codes(await unmask(instructor, id, ' '))).toEqual(['reason']);
    expect(valueOf(await unmask(instructor, id, 'suspected copy'))).toMatchObject({ name: student.name });
    const line = await db().auditEntry.findFirst({
      where: { action: 'review.unmasked', assignmentId: competition.id },
    });
    expect(line).toMatchObject({ actorId: instructor.userId, detail: { reason: 'suspected copy' } });
    expect(valueOf(await handinOwner(ta, id)).userId).toBe(student.userId);
    expect(codes(await handinOwner(student, id))).toEqual(['not_found']);
  });
});
