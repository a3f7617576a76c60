import type { AnswerValue, Question } from '@/lib/quiz/quiz.types';

/** An answer from what staff type into one field: options by their numbers from 1, separated by commas; the rest as it is. */
export function typedAnswer(kind: Question['kind'], typed: string): AnswerValue {
  const numbers = typed.split(',').map((each) => Number(each.trim()) - 1);
  switch (kind) {
    case 'hessian':
    case 'single_choice':
      return { kind: 'option', option: numbers[0] ?? -1 };
    case 'multiple_choice':
      return { kind: 'options', options: numbers };
    case 'number':
      return { kind: 'number', text: typed };
    case 'short_text':
      return { kind: 'text', text: typed };
  }
}
