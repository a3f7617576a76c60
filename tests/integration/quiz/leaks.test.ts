import { describe, expect, it } from 'vitest';
import { downloadResponse } from '@/app/api/_http/download-response';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { CHECKPOINT_FILES, checkpointFile, type CheckpointFormat } from '@/lib/quiz/checkpoint-file';
import { ownCheckpoint } from '@/lib/quiz/own-checkpoint';
import { quizView } from '@/lib/quiz/quiz-view';
import { saveAnswer } from '@/lib/quiz/save-answer';
import { enrolStudent } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { CANARY, makeQuiz, slugsOf, taken } from './support';

await useDatabase();
await setDatabaseClock('2021-03-20T10:00:00Z');

const CLASS_WORDS = /local_minima|saddle_point|none_of_the_above|wanted|eigen_?margin/i;

const quiz = await makeQuiz();
const students: Viewer[] = [];
for (let made = 0; made < 9; made += 1) {
  const student = await enrolStudent(quiz);
  taken(await ownCheckpoint(student, quiz.id));
  students.push(student);
}
const rows = await db().quizCheckpoint.findMany({ where: { assignmentId: quiz.id } });
const classOf = new Map(rows.map((row) => [row.userId, row.class]));

async function downloads(format: CheckpointFormat) {
  return Promise.all(
    students.map(async (student) => ({
      student,
      class: classOf.get(student.userId),
      file: taken(await checkpointFile(student, quiz.id, format)),
    })),
  );
}

describe('what a student can fetch before the release', () => {
  it('A43: the nine students have three of each class, so what follows compares all of them', () => {
    expect([...classOf.values()].sort()).toEqual(
      ['local_minima_like', 'none_of_the_above', 'saddle_point'].flatMap((each) => [each, each, each]),
    );
  });

  it.each(['safetensors', 'npz', 'ipynb'] as const)(
    'A43: the size of a .%s is the same for every class',
    async (format) => {
      const sizes = (await downloads(format)).map(({ file }) => file.bytes.byteLength);
      expect(new Set(sizes).size).toBe(1);
    },
  );

  it.each(CHECKPOINT_FILES)('A43: neither bytes, name nor headers of a .%s name a class', async (format) => {
    for (const { file } of await downloads(format)) {
      if (format !== 'ipynb') expect(Buffer.from(file.bytes).toString('latin1')).not.toMatch(CLASS_WORDS);
      const headers = [...downloadResponse(file).headers].filter(([name]) => name !== 'content-disposition');
      expect(headers.join()).not.toMatch(CLASS_WORDS);
      expect(file.fileName).toMatch(/^b[0-9a-f]{8}_[0-9a-f]{8}_(checkpoint|hessian)\.[a-z]+$/);
    }
  });

  it('A43: the header of a .safetensors is the same for every student, its order too', async () => {
    const headers = (await downloads('safetensors')).map(({ file }) => {
      const bytes = Buffer.from(file.bytes);
      return bytes.subarray(0, 8 + Number(bytes.readBigUInt64LE())).toString('latin1');
    });
    expect(new Set(headers).size).toBe(1);
  });

  it('A43: the numbers as JSON are the network and its data, nothing beside', async () => {
    for (const { file } of await downloads('json')) {
      const parsed = JSON.parse(new TextDecoder().decode(file.bytes)) as Record<string, unknown>;
      expect(Object.keys(parsed)).toEqual(['w', 'b', 'beta', 'alpha', 'x', 'y']);
    }
  });

  it('A43 and A44: the page’s data before and after an answer tell neither class nor right answer', async () => {
    const { course, slug } = await slugsOf(quiz.id);
    for (const student of students) {
      taken(await saveAnswer(student, quiz.id, 'hessian', { kind: 'option', option: 1 }));
      const saved = taken(await saveAnswer(student, quiz.id, 'word', { kind: 'text', text: 'a guess' }));
      expect(Object.keys(saved)).toEqual(['savedAt']);
      const view = JSON.stringify(taken(await quizView(student, course, slug)));
      expect(view).not.toMatch(CLASS_WORDS);
      expect(view).not.toContain(CANARY);
      const personal = new Set(students.map((each) => each.userId));
      for (const userId of personal) expect(view).not.toContain(userId);
    }
  });

  it('A43: the page’s data, the answers’ times aside, are the same for every class', async () => {
    const { course, slug } = await slugsOf(quiz.id);
    const views = await Promise.all(
      students.map(async (student) => {
        const view = taken(await quizView(student, course, slug));
        return JSON.stringify(view, (key, value: unknown) => (key === 'at' || key === 'now' ? null : value));
      }),
    );
    expect(new Set(views).size).toBe(1);
  });

  it('A46: one student’s checkpoint is not another’s', async () => {
    const files = (await downloads('safetensors')).map(({ file }) => Buffer.from(file.bytes).toString('hex'));
    expect(new Set(files).size).toBe(students.length);
  });
});
