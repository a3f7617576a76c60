import { beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { checkpointFile } from '@/lib/quiz/checkpoint-file';
import { ownCheckpoint } from '@/lib/quiz/own-checkpoint';
import { staffQuizView } from '@/lib/quiz/staff-view';
import type { NetworkJson } from '@/lib/quiz/stored-network';
import { uploadCheckpoints } from '@/lib/quiz/upload-checkpoints';
import { enrolStudent, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { codes, makeQuiz, taken } from './support';

await useDatabase();

let quiz: MadeCompetition;
let ta: Viewer;
let giver: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  quiz = await makeQuiz();
  ta = await enrolStudent(quiz, 'ta');
  giver = await enrolStudent(quiz);
  student = await enrolStudent(quiz);
});

const idOf = async (viewer: Viewer): Promise<string> =>
  (await db().user.findUniqueOrThrow({ where: { id: viewer.userId } })).studentId ?? '';

describe('checkpoints of the staff’s own', () => {
  it.each(['safetensors', 'npz', 'json'] as const)(
    'are taken as .%s, bit for bit, by the name of the file',
    async (format) => {
      const { network } = taken(await ownCheckpoint(giver, quiz.id));
      const file = taken(await checkpointFile(giver, quiz.id, format));
      const name = `${await idOf(student)}.${format}`;
      expect(taken(await uploadCheckpoints(ta, quiz.id, [{ name, bytes: file.bytes }], null))).toEqual({
        given: 1,
        ambiguous: 0,
      });
      expect(taken(await ownCheckpoint(student, quiz.id)).network).toEqual(network);
      const view = taken(await staffQuizView(ta, quiz.id));
      expect(view.students.find((each) => each.userId === student.userId)?.checkpoint).toMatchObject({
        source: 'uploaded',
        ready: true,
        ambiguous: null,
      });
    },
  );

  it('one for several students; not for who is not enrolled, and not in place of one that was downloaded', async () => {
    const bytes = taken(await checkpointFile(giver, quiz.id, 'npz')).bytes;
    const other = await enrolStudent(quiz);
    const ids = [await idOf(student), (await idOf(other)).toUpperCase()];
    const file = [{ name: 'shared.npz', bytes }];
    expect(taken(await uploadCheckpoints(ta, quiz.id, file, ids)).given).toBe(2);
    expect(codes(await uploadCheckpoints(ta, quiz.id, file, [...ids, 'nobody']))).toEqual(['not_enrolled']);
    taken(await checkpointFile(student, quiz.id, 'json'));
    expect(codes(await uploadCheckpoints(ta, quiz.id, file, ids))).toEqual(['in_use']);
  });

  it('that are bad are refused with tensor, shape found and shape expected, and nothing is changed', async () => {
    const network = taken(await ownCheckpoint(giver, quiz.id)).network as NetworkJson;
    const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const id = await idOf(student);
    const safetensors = taken(await checkpointFile(giver, quiz.id, 'safetensors')).bytes;
    const messages = async (ending: string, bytes: Uint8Array): Promise<string> => {
      const result = await uploadCheckpoints(ta, quiz.id, [{ name: `${id}.${ending}`, bytes }], null);
      return result.ok ? '' : result.problems.map((each) => each.message).join();
    };
    expect(await messages('json', json({ ...network, b: network.b.slice(1) }))).toMatch(
      /tensor b.*found \[7\].*expected \[8\]/,
    );
    expect(await messages('json', json({ ...network, y: undefined }))).toMatch(/no tensor y/);
    expect(await messages('json', json({ ...network, x: [] }))).toMatch(/tensor x.*found \[0\]/);
    expect(await messages('json', new TextEncoder().encode('{'))).toMatch(/not a whole \.json/);
    expect(await messages('safetensors', safetensors.subarray(0, 700))).toMatch(/tensor/);
    expect(await messages('npz', safetensors)).toMatch(/not a \.npz/);
    expect(await messages('pth', safetensors)).toMatch(/neither/);
    expect(
      await db().quizCheckpoint.count({ where: { assignmentId: quiz.id, userId: student.userId } }),
    ).toBe(0);
  });
});
