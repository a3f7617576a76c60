import type { BundleSection } from '@/lib/competition/bundle-section';
import type { Db, Tx } from '@/lib/platform/database/client';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { optionTexts } from '@/lib/quiz/answer.core';
import { checkQuiz, quizSchema } from '@/lib/quiz/quiz.schema';
import type { QuizSettings } from '@/lib/quiz/quiz.types';

/** The quiz of an assignment in `assignment.yaml`. */
export const quizSection: BundleSection<QuizSettings> = {
  key: 'quiz',
  schema: quizSchema,
  check: checkQuiz,
  present: async (tx, assignmentId) => {
    const quiz = await tx.quiz.findUnique({ where: { assignmentId }, select: { settings: true } });
    return quiz ? quizSchema.parse(quiz.settings) : null;
  },
  blocked: async (tx, assignmentId, wanted) => {
    const answered = await tx.quizAnswer.groupBy({ by: ['questionId'], where: { assignmentId } });
    if (answered.length === 0) return null;
    if (!wanted) return 'Students have answered this quiz; it can no longer be taken away.';
    const present = await quizSection.present(tx, assignmentId);
    return (
      present &&
      changedUnderAnswers(
        present,
        wanted,
        answered.map((each) => each.questionId),
      )
    );
  },
  apply: async (tx, assignmentId, wanted) => {
    if (!wanted) {
      await tx.quiz.deleteMany({ where: { assignmentId } });
      return;
    }
    // A quiz whose rules changed is graded anew.
    const settings = wanted as unknown as Prisma.InputJsonObject;
    await tx.quiz.upsert({
      where: { assignmentId },
      create: { assignmentId, settings },
      update: { settings, gradedAt: null },
    });
  },
};

/** Stored answers name options by their place: what they were chosen from must stay. Points and right answers may change. */
function changedUnderAnswers(
  present: QuizSettings,
  wanted: QuizSettings,
  answered: readonly string[],
): string | null {
  for (const id of answered) {
    const before = present.questions.find((each) => each.id === id);
    const after = wanted.questions.find((each) => each.id === id);
    if (!before) continue;
    if (!after) return `Question ${id} has answers; it can no longer be taken away.`;
    const classes = (each: typeof before): string =>
      each.kind === 'hessian' ? each.options.map((option) => option.class).join() : '';
    const shape = (each: typeof before): string =>
      JSON.stringify([each.kind, classes(each), optionTexts(each)]);
    if (shape(before) !== shape(after))
      return `Question ${id} has answers; its kind and its options can no longer change.`;
  }
  return null;
}

/** The stored settings of an assignment's quiz; null: it has none. */
export function storedSettings(tx: Db | Tx, assignmentId: string): Promise<QuizSettings | null> {
  return quizSection.present(tx, assignmentId);
}
