import type { HessianClass, Thresholds } from '@/lib/quiz/hessian/network.types';

interface QuestionBase {
  /** Short name within the quiz; answers hang on it. */
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** Points for the right answer. */
  readonly points: number;
}

/** Answered by evaluating one's own checkpoint. */
export interface HessianQuestion extends QuestionBase {
  readonly kind: 'hessian';
  readonly thresholds: Thresholds;
  /** The three classes in the order and with the words in which they are offered. */
  readonly options: readonly { readonly class: HessianClass; readonly text: string }[];
}

export interface SingleChoiceQuestion extends QuestionBase {
  readonly kind: 'single_choice';
  readonly options: readonly string[];
  readonly answer: string;
}

/** Right when exactly the right options are chosen. */
export interface MultipleChoiceQuestion extends QuestionBase {
  readonly kind: 'multiple_choice';
  readonly options: readonly string[];
  readonly answers: readonly string[];
}

/** Right within `tolerance` of the answer, both ends included. */
export interface NumberQuestion extends QuestionBase {
  readonly kind: 'number';
  readonly answer: number;
  readonly tolerance: number;
}

/** Right when it is one of the accepted forms, spaces (and, unless said otherwise, case and width) aside. */
export interface ShortTextQuestion extends QuestionBase {
  readonly kind: 'short_text';
  readonly accepted: readonly string[];
  readonly case_sensitive: boolean;
}

export type Question =
  HessianQuestion | SingleChoiceQuestion | MultipleChoiceQuestion | NumberQuestion | ShortTextQuestion;

/** The section `quiz` of assignment.yaml. Local times are in the assignment's zone; without one the assignment's holds. */
export interface QuizSettings {
  readonly opens?: string | undefined;
  readonly closes?: string | undefined;
  readonly release: 'at_close' | 'manual';
  readonly questions: readonly Question[];
}

/** What a student answered. Options are 0-based positions in the question's list. */
export type AnswerValue =
  | { readonly kind: 'option'; readonly option: number }
  | { readonly kind: 'options'; readonly options: readonly number[] }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

/** A question as students get it: nothing in it tells the answer. */
export interface StudentQuestion {
  readonly id: string;
  readonly kind: Question['kind'];
  readonly text: string;
  readonly points: number;
  /** Empty for numbers and texts. */
  readonly options: readonly string[];
  /** For the Hessian question. */
  readonly thresholds: Thresholds | null;
}
