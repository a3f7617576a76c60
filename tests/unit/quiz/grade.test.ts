import { describe, expect, it } from 'vitest';
import { answerText, checkAnswer, forStudents } from '@/lib/quiz/answer.core';
import { gradeStudent, rightAnswerText, sumPoints, type GradingFacts } from '@/lib/quiz/grade.core';
import { checkQuiz, quizSchema } from '@/lib/quiz/quiz.schema';
import type { AnswerValue, Question } from '@/lib/quiz/quiz.types';
import { typedAnswer } from '@/lib/quiz/typed-answer.core';

const { questions } = quizSchema.parse({
  questions: [
    {
      id: 'hessian',
      kind: 'hessian',
      points: 2,
      text: 'What?',
      options: [
        { class: 'saddle_point', text: 'saddle' },
        { class: 'local_minima_like', text: 'minimum' },
        { class: 'none_of_the_above', text: 'none' },
      ],
    },
    { id: 'single', kind: 'single_choice', points: 0.1, text: '?', options: ['a', 'b'], answer: 'b' },
    {
      id: 'several',
      kind: 'multiple_choice',
      points: 0.2,
      text: '?',
      options: ['a', 'b', 'c'],
      answers: ['a', 'c'],
    },
    { id: 'number', kind: 'number', points: 1, text: '?', answer: 0.3, tolerance: 0.1 },
    { id: 'text', kind: 'short_text', points: 1, text: '?', accepted: ['Saddle Point', '鞍點'] },
  ],
});

const question = (id: string): Question => questions.find((each) => each.id === id)!;
const option = (index: number): AnswerValue => ({ kind: 'option', option: index });
const options = (...chosen: number[]): AnswerValue => ({ kind: 'options', options: chosen });
const number = (text: string): AnswerValue => ({ kind: 'number', text });
const text = (value: string): AnswerValue => ({ kind: 'text', text: value });

function isRight(id: string, answer: AnswerValue, facts: Partial<GradingFacts> = {}): boolean {
  const checked = checkAnswer(question(id), answer);
  if (!checked.ok) throw new Error(`refused: ${JSON.stringify(answer)}`);
  const grades = gradeStudent([question(id)], {
    checkpointClass: null,
    answers: new Map([[id, checked.value]]),
    accepted: new Map(),
    ...facts,
  });
  return grades[0]!.right;
}

describe('grading', () => {
  it('takes the option of the class the checkpoint has, wherever it stands', () => {
    expect(isRight('hessian', option(0), { checkpointClass: 'saddle_point' })).toBe(true);
    expect(isRight('hessian', option(1), { checkpointClass: 'saddle_point' })).toBe(false);
    expect(isRight('hessian', option(0), { checkpointClass: null })).toBe(false);
  });

  it('takes what staff accept for a checkpoint without a class to rely on', () => {
    const accepted = new Map([['hessian', [option(0), option(2)]]]);
    expect([0, 1, 2].map((each) => isRight('hessian', option(each), { accepted }))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('takes exactly the right options, in any order, each once', () => {
    expect(isRight('several', options(2, 0, 2))).toBe(true);
    expect(isRight('several', options(0))).toBe(false);
    expect(isRight('several', options(0, 1, 2))).toBe(false);
    expect(isRight('several', options())).toBe(false);
  });

  it.each([
    ['0.2', true],
    ['.4', true],
    ['4e-1', true],
    ['\u22120.3', false],
    ['0.40000000001', false],
    ['+0.2999', true],
  ])('takes %s for 0.3 ± 0.1: %s, both ends included', (typed, right) => {
    expect(isRight('number', number(typed))).toBe(right);
  });

  it('takes accepted forms whatever their case, width and spaces', () => {
    expect(isRight('text', text('  saddle   POINT'))).toBe(true);
    expect(isRight('text', text('ｓａｄｄｌｅ point'))).toBe(true);
    expect(isRight('text', text('鞍點'))).toBe(true);
    expect(isRight('text', text('saddlepoint'))).toBe(false);
  });

  it('gives nothing where nothing was answered, and adds points without binary fractions', () => {
    const answers = new Map([
      ['single', option(1)],
      ['several', options(0, 2)],
    ]);
    const grades = gradeStudent(questions, { checkpointClass: 'saddle_point', answers, accepted: new Map() });
    expect(grades.filter((each) => each.answered).map((each) => each.questionId)).toEqual([
      'single',
      'several',
    ]);
    expect(sumPoints(grades.map((each) => each.points))).toBe('0.3');
    expect(sumPoints(grades.map((each) => each.possible))).toBe('4.3');
  });
});

describe('an answer', () => {
  it.each([
    ['hessian', option(3)],
    ['hessian', option(-1)],
    ['single', options(0)],
    ['several', options(0, 3)],
    ['number', number('0,3')],
    ['number', number('0x10')],
    ['number', number('NaN')],
    ['number', number('')],
    ['text', text('   ')],
    ['text', text('x'.repeat(501))],
  ])('to %s that has not its form is refused', (id, answer) => {
    expect(checkAnswer(question(id), answer).ok).toBe(false);
  });

  it('reads back in words, and as staff type it', () => {
    expect(answerText(question('several'), options(0, 2))).toBe('a, c');
    expect(typedAnswer('several' === question('several').id ? 'multiple_choice' : 'number', '1, 3')).toEqual(
      options(0, 2),
    );
    expect(rightAnswerText(question('number'), null)).toBe('0.3 ± 0.1');
    expect(rightAnswerText(question('hessian'), 'none_of_the_above')).toBe('none');
  });
});

describe('what students get of a question', () => {
  it('A43: is its text and options, in their order, and nothing that tells the answer', () => {
    const given = questions.map(forStudents);
    expect(given[0]?.options).toEqual(['saddle', 'minimum', 'none']);
    const keys = new Set(given.flatMap((each) => Object.keys(each)));
    expect([...keys].sort()).toEqual(['id', 'kind', 'options', 'points', 'text', 'thresholds']);
    expect(JSON.stringify(given)).not.toMatch(/saddle_point|鞍點|"answer|accepted|tolerance/);
  });
});

describe('the section quiz', () => {
  const base = { id: 'q', points: 1, text: '?' };
  const fields = (quiz: unknown): string[] =>
    checkQuiz(quizSchema.parse(quiz)).map((problem) => problem.field ?? '');

  it('refuses unknown keys, too many decimals, and kinds there are not', () => {
    const parse = (one: object) => quizSchema.safeParse({ questions: [one] }).success;
    expect(parse({ ...base, kind: 'number', answer: 1 })).toBe(true);
    expect(parse({ ...base, kind: 'number', answer: 1, hint: 'x' })).toBe(false);
    expect(parse({ ...base, points: 0.00001, kind: 'number', answer: 1 })).toBe(false);
    expect(parse({ ...base, kind: 'essay' })).toBe(false);
  });

  it('names what contradicts itself', () => {
    const single = { ...base, kind: 'single_choice', options: ['a', 'b'], answer: 'c' };
    expect(fields({ questions: [single] })).toEqual(['questions.0.answer']);
    const twice = { ...base, kind: 'multiple_choice', options: ['a', 'a'], answers: ['a'] };
    expect(fields({ questions: [twice] })).toEqual(['questions.0.options']);
    const one = { ...base, kind: 'number', answer: 1 };
    expect(fields({ questions: [one, one] })).toEqual(['questions.1.id']);
    expect(fields({ opens: '2021-03-02T00:00', closes: '2021-03-01T00:00', questions: [one] })).toEqual([
      'closes',
    ]);
    const [hessian] = questions;
    expect(fields({ questions: [hessian, { ...hessian, id: 'again' }] })).toEqual(['questions']);
  });
});
