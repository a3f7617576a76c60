import { Decimal } from 'decimal.js';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { AnswerValue, Question, StudentQuestion } from '@/lib/quiz/quiz.types';

const TEXT_CHARS_MAX = 500;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** The texts of a question's options in their order; empty for numbers and texts. */
export function optionTexts(question: Question): readonly string[] {
  if (question.kind === 'hessian') return question.options.map((option) => option.text);
  return question.kind === 'single_choice' || question.kind === 'multiple_choice' ? question.options : [];
}

/** The question without what would tell its answer. */
export function forStudents(question: Question): StudentQuestion {
  const { id, kind, text, points } = question;
  return {
    id,
    kind,
    text,
    points,
    options: optionTexts(question),
    thresholds: kind === 'hessian' ? question.thresholds : null,
  };
}

/** Whether the answer has the form the question asks for; the answer in its normal form, or why not. */
export function checkAnswer(question: Question, value: AnswerValue): Result<AnswerValue> {
  const count = optionTexts(question).length;
  const isOption = (option: number): boolean => Number.isInteger(option) && option >= 0 && option < count;
  switch (question.kind) {
    case 'hessian':
    case 'single_choice':
      if (value.kind !== 'option' || !isOption(value.option)) return wrongForm('Choose one of the options.');
      return ok(value);
    case 'multiple_choice': {
      if (value.kind !== 'options' || !value.options.every(isOption))
        return wrongForm('Choose among the options.');
      return ok({ kind: 'options', options: [...new Set(value.options)].sort((a, b) => a - b) });
    }
    case 'number': {
      const text = value.kind === 'number' ? value.text.trim().replace('\u2212', '-') : '';
      if (!NUMBER.test(text)) return wrongForm('Write a number such as 0.25, -3 or 1e-3, with a point.');
      return ok({ kind: 'number', text });
    }
    case 'short_text': {
      const text = value.kind === 'text' ? value.text.trim() : '';
      if (text === '' || text.length > TEXT_CHARS_MAX)
        return wrongForm(`Write 1 to ${TEXT_CHARS_MAX} characters.`);
      return ok({ kind: 'text', text });
    }
  }
}

function wrongForm(message: string): Result<never> {
  return refuse({ code: 'bad_answer', field: 'answer', message });
}

/** Compatibility forms, spaces and (unless it matters) case made one. */
export function foldText(text: string, caseSensitive: boolean): string {
  const plain = text.normalize('NFKC').trim().replace(/\s+/g, ' ');
  return caseSensitive ? plain : plain.toLowerCase();
}

/** Whether two answers of the question say the same. */
export function sameAnswer(question: Question, a: AnswerValue, b: AnswerValue): boolean {
  if (a.kind === 'option' && b.kind === 'option') return a.option === b.option;
  if (a.kind === 'options' && b.kind === 'options') return a.options.join() === b.options.join();
  if (a.kind === 'number' && b.kind === 'number') return new Decimal(a.text).equals(b.text);
  if (a.kind === 'text' && b.kind === 'text') {
    const strict = question.kind === 'short_text' && question.case_sensitive;
    return foldText(a.text, strict) === foldText(b.text, strict);
  }
  return false;
}

/** The answer in words, for people. */
export function answerText(question: Question, value: AnswerValue): string {
  const texts = optionTexts(question);
  switch (value.kind) {
    case 'option':
      return texts[value.option] ?? '';
    case 'options':
      return value.options.map((option) => texts[option] ?? '').join(', ');
    case 'number':
    case 'text':
      return value.text;
  }
}
