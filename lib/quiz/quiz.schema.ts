import { z } from 'zod';
import type { AnswerValue, QuizSettings } from '@/lib/quiz/quiz.types';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const localTime = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/,
    'a local time such as 2021-04-02T23:59:00, without a zone',
  );
const text = z.string().trim().min(1).max(20_000);
const option = z.string().trim().min(1).max(500);
const base = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40'),
  text,
  points: z
    .number()
    .min(0)
    .max(10_000)
    .refine((points) => Number(points.toFixed(4)) === points, 'at most four decimals'),
};
const classes = z.enum(['local_minima_like', 'saddle_point', 'none_of_the_above']);

const question = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('hessian'),
    thresholds: z
      .strictObject({
        gradientNorm: z.number().gt(0).default(1e-3),
        minimumRatio: z.number().min(0).max(1).default(0.5),
      })
      .default({ gradientNorm: 1e-3, minimumRatio: 0.5 }),
    options: z.array(z.strictObject({ class: classes, text: option })).length(3),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('single_choice'),
    options: z.array(option).min(2).max(20),
    answer: option,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('multiple_choice'),
    options: z.array(option).min(2).max(20),
    answers: z.array(option).max(20),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('number'),
    answer: z.number(),
    tolerance: z.number().min(0).default(0),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('short_text'),
    accepted: z.array(option).min(1).max(100),
    case_sensitive: z.boolean().default(false),
  }),
]);

/** The section `quiz` of assignment.yaml; strict. docs/assignment-format.md says what each means. */
export const quizSchema = z.strictObject({
  opens: localTime.optional(),
  closes: localTime.optional(),
  release: z.enum(['at_close', 'manual']).default('at_close'),
  questions: z.array(question).min(1).max(50),
});

/** Rules the schema can't say; `field` is relative to the section. */
export function checkQuiz(quiz: QuizSettings): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string): void =>
    void problems.push({ code: 'bad_value', field, message });
  if (quiz.opens !== undefined && quiz.closes !== undefined && quiz.closes <= quiz.opens)
    add('closes', 'must be later than opens.');
  if (quiz.questions.filter((each) => each.kind === 'hessian').length > 1)
    add('questions', 'can hold one question of kind hessian: a student has one checkpoint.');
  quiz.questions.forEach((each, index) => {
    const at = `questions.${index}`;
    if (quiz.questions.findIndex((other) => other.id === each.id) !== index)
      add(`${at}.id`, `${each.id} is taken by another question.`);
    if ('options' in each) {
      const texts = each.options.map((one) => (typeof one === 'string' ? one : one.text));
      if (new Set(texts).size !== texts.length) add(`${at}.options`, 'two options read the same.');
    }
    if (each.kind === 'hessian' && new Set(each.options.map((one) => one.class)).size !== 3)
      add(`${at}.options`, 'must name each of the three classes once.');
    if (each.kind === 'single_choice' && !each.options.includes(each.answer))
      add(`${at}.answer`, `${each.answer} is none of the options.`);
    if (each.kind === 'multiple_choice') {
      const stray = each.answers.find((one) => !each.options.includes(one));
      if (stray !== undefined) add(`${at}.answers`, `${stray} is none of the options.`);
      if (new Set(each.answers).size !== each.answers.length) add(`${at}.answers`, 'names an option twice.');
    }
  });
  return problems;
}

const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('option'), option: z.int().min(0).max(100) }),
  z.strictObject({ kind: z.literal('options'), options: z.array(z.int().min(0).max(100)).max(100) }),
  z.strictObject({ kind: z.literal('number'), text: z.string().max(100) }),
  z.strictObject({ kind: z.literal('text'), text: z.string().max(2_000) }),
]);

/** An answer as a request or the database holds it; strict. */
export function parseAnswer(value: unknown): Result<AnswerValue> {
  const parsed = answer.safeParse(value);
  return parsed.success ? ok(parsed.data) : refuse({ code: 'bad_answer', message: 'This is not an answer.' });
}

/** An answer from the database, which holds only what was parsed before. */
export function storedAnswer(value: unknown): AnswerValue {
  return answer.parse(value);
}
