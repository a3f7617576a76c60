import type { Competition } from '@/lib/assignment/competition';
import type { GradeContext, GradeInputs, GradingSettings } from '@/lib/gradebook/grade.types';
import { bestPrivate, finalSubmissions } from '@/lib/leaderboard/finals.core';
import { candidateRows } from '@/lib/leaderboard/standings';
import type { Tx } from '@/lib/platform/database/client';
import { reviewResults } from '@/lib/review/results';
import type { QuizResults } from '@/lib/quiz/grade-quiz';

export interface Gathered {
  readonly context: GradeContext;
  /** Every enrolled student, by user id. Auditors get no grade. */
  readonly students: readonly GradeInputs[];
}

/** Whether the rules ask for what reviews of the hand-in say. */
export function needsReviews(settings: GradingSettings): boolean {
  return settings.items.some(
    ({ rule }) =>
      rule.kind === 'review' ||
      (rule.kind === 'bonus' &&
        (rule.needs_report || rule.words_below !== null || rule.characters_below !== undefined)),
  );
}

/**
 * Reads what the rules look at; the one place where the grade book meets boards, quiz and reviews. `quiz`: graded in the same
 * transaction; empty where no rule asks for it.
 */
export async function gatherInputs(tx: Tx, competition: Competition, quiz: QuizResults): Promise<Gathered> {
  const students = await tx.enrolment.findMany({
    where: { courseId: competition.courseId, role: 'student', removedAt: null },
    select: { userId: true },
    orderBy: { userId: 'asc' },
  });
  const baselines = await tx.baseline.findMany({
    where: { competitionId: competition.id },
    orderBy: { position: 'asc' },
  });
  const scores = await scoresByUser(tx, competition);
  const reviews = await reviewResults(tx, competition.id);
  const overrides = await overridesByUser(tx, competition.id);
  const breaches = await breachesByUser(tx, competition.id);
  return {
    context: {
      direction: competition.direction,
      baselines: baselines.map((each) => ({
        name: each.name,
        public: each.publicScore,
        private: each.privateScore,
      })),
    },
    students: students.map(({ userId }) => ({
      userId,
      scores: scores.get(userId) ?? { public: null, private: null },
      quiz: quiz.get(userId) ?? null,
      review: reviews?.get(userId) ?? null,
      overrides: overrides.get(userId) ?? [],
      breaches: breaches.get(userId) ?? [],
    })),
  };
}

async function scoresByUser(tx: Tx, competition: Competition): Promise<Map<string, GradeInputs['scores']>> {
  const participants = await tx.participant.findMany({
    where: { competitionId: competition.id },
    select: { id: true, userId: true, boardEntry: { select: { bestScore: true } } },
  });
  const own = group(await candidateRows(tx, competition.id), (row) => row.participantId);
  return new Map(
    participants.map((each) => {
      const finals = finalSubmissions(
        own.get(each.id) ?? [],
        competition.finalSubmissions,
        competition.direction,
      );
      const best = bestPrivate(finals, competition.direction);
      return [
        each.userId,
        { public: each.boardEntry?.bestScore ?? null, private: best?.privateScore ?? null },
      ];
    }),
  );
}

async function overridesByUser(tx: Tx, assignmentId: string): Promise<Map<string, GradeInputs['overrides']>> {
  const rows = await tx.gradeOverride.findMany({
    where: { assignmentId, removedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  const plain = rows.map((row) => ({ ...row, points: row.points.toString() }));
  return group(plain, (row) => row.userId);
}

async function breachesByUser(tx: Tx, assignmentId: string): Promise<Map<string, GradeInputs['breaches']>> {
  const rows = await tx.ruleBreach.findMany({
    where: { assignmentId, withdrawnAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const plain = rows.map((row) => ({ ...row, factor: row.factor.toString() }));
  return group(plain, (row) => row.userId);
}

function group<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const found = groups.get(key(row));
    if (found) found.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
