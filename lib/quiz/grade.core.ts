import { Decimal } from 'decimal.js';
import type { HessianClass } from '@/lib/quiz/hessian/network.types';
import { foldText, sameAnswer } from '@/lib/quiz/answer.core';
import type { AnswerValue, Question } from '@/lib/quiz/quiz.types';

/** What grading one student stands on. */
export interface GradingFacts {
  /** Class of the stored checkpoint, computed anew; null: none, or one whose class can't be relied on. */
  readonly checkpointClass: HessianClass | null;
  /** By question: the last answer in time. */
  readonly answers: ReadonlyMap<string, AnswerValue>;
  /** By question: what staff accept besides the right answer, for this student. */
  readonly accepted: ReadonlyMap<string, readonly AnswerValue[]>;
}

/** One question's outcome; points are decimal strings such as `2` or `0.5`. */
export interface QuestionGrade {
  readonly questionId: string;
  readonly answered: boolean;
  readonly right: boolean;
  readonly points: string;
  readonly possible: string;
}

/** Grades every question of a quiz for one student. The same facts always give the same grades. */
export function gradeStudent(questions: readonly Question[], facts: GradingFacts): readonly QuestionGrade[] {
  return questions.map((question) => {
    const answer = facts.answers.get(question.id);
    const right =
      answer !== undefined &&
      (isRight(question, answer, facts.checkpointClass) ||
        (facts.accepted.get(question.id) ?? []).some((each) => sameAnswer(question, each, answer)));
    const possible = new Decimal(question.points);
    return {
      questionId: question.id,
      answered: answer !== undefined,
      right,
      points: (right ? possible : new Decimal(0)).toFixed(),
      possible: possible.toFixed(),
    };
  });
}

/** Sum of decimal strings, as one. */
export function sumPoints(points: readonly string[]): string {
  return points.reduce((sum, each) => sum.plus(each), new Decimal(0)).toFixed();
}

function isRight(question: Question, answer: AnswerValue, checkpointClass: HessianClass | null): boolean {
  switch (question.kind) {
    case 'hessian':
      return (
        answer.kind === 'option' &&
        checkpointClass !== null &&
        question.options[answer.option]?.class === checkpointClass
      );
    case 'single_choice':
      return answer.kind === 'option' && question.options[answer.option] === question.answer;
    case 'multiple_choice': {
      if (answer.kind !== 'options') return false;
      const chosen = new Set(answer.options.map((option) => question.options[option]));
      return chosen.size === question.answers.length && question.answers.every((each) => chosen.has(each));
    }
    case 'number':
      // Decimal: 0.3 ± 0.1 must take 0.4, which binary fractions do not.
      return (
        answer.kind === 'number' &&
        new Decimal(answer.text).minus(question.answer).abs().lessThanOrEqualTo(question.tolerance)
      );
    case 'short_text':
      return (
        answer.kind === 'text' &&
        question.accepted.some(
          (each) =>
            foldText(each, question.case_sensitive) === foldText(answer.text, question.case_sensitive),
        )
      );
  }
}

/** The right answers in words, for after the release; null where the checkpoint decides and there is none to rely on. */
export function rightAnswerText(question: Question, checkpointClass: HessianClass | null): string | null {
  switch (question.kind) {
    case 'hessian':
      return question.options.find((option) => option.class === checkpointClass)?.text ?? null;
    case 'single_choice':
      return question.answer;
    case 'multiple_choice':
      return question.answers.join(', ');
    case 'number':
      return question.tolerance === 0 ? `${question.answer}` : `${question.answer} ± ${question.tolerance}`;
    case 'short_text':
      return question.accepted.join(' / ');
  }
}
