import 'server-only';
import { cache } from 'react';
import { requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { quizSummary, quizView, type QuizView } from '@/lib/quiz/quiz-view';

const viewOf = cache(async (course: string, assignment: string): Promise<QuizView> =>
  foundOr404(await quizView(await requireViewer(), course, assignment)),
);

/** The quiz of the assignment in the address; for an assignment without one the page does not exist. */
export async function readQuiz(params: Promise<AssignmentParams>): Promise<QuizView> {
  const { course, assignment } = await params;
  return viewOf(course, assignment);
}

/** Whether the assignment has a quiz, and how much of it the viewer has answered. */
export const readQuizSummary = cache(async (assignmentId: string) =>
  quizSummary(await requireViewer(), assignmentId),
);
