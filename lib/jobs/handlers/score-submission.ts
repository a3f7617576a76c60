import { loadCompetition, type Competition, type Solution } from '@/lib/competition/competition';
import { refreshEntry } from '@/lib/leaderboard/board-entry';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { Submission } from '@/lib/platform/prisma-client/client';
import { announce } from '@/lib/platform/queue/live';
import { recordScore } from '@/lib/scoring/record-score';
import { scorePredictionFile, type FileScore } from '@/lib/scoring/score-file';
import { predictionTask } from '@/lib/submission/prediction-task';
import type { ScoreSubmission } from '@/lib/submission/score-submission.job';

interface Scored {
  readonly solution: Solution;
  readonly metric: string;
  readonly score: FileScore;
}

/** The submission's own file can't be scored, and trying again will not change that. */
class NotScorable extends Error {}

/**
 * Scores one submission under the active solution, and under one a regrade is preparing, records the scores and brings
 * the board up to date in one transaction. Delivered twice, it ends in the same state.
 */
export async function scoreSubmission(
  { submissionId }: ScoreSubmission,
  retry: { readonly isLast: boolean },
): Promise<void> {
  const begun = await db().$transaction((tx) => begin(tx, submissionId));
  if (!begun) return;
  try {
    const competition = await loadCompetition(db(), begun.competitionId);
    if (!competition) return;
    const scores: Scored[] = [];
    for (const target of await targets(competition))
      scores.push(await scoreUnder(competition, begun, target));
    await db().$transaction((tx) => record(tx, begun, competition, scores));
  } catch (error) {
    if (!retry.isLast && !(error instanceof NotScorable)) throw error;
    await db().$transaction((tx) => giveUp(tx, begun, error));
    if (!(error instanceof NotScorable)) throw error;
  }
}

async function begin(tx: Tx, submissionId: number): Promise<Submission | null> {
  const { count } = await tx.submission.updateMany({
    where: { id: submissionId, status: { in: ['queued', 'scoring'] } },
    data: { status: 'scoring', tries: { increment: 1 } },
  });
  if (count === 0) return null; // scored already, or not to be scored
  const submission = await tx.submission.findUniqueOrThrow({ where: { id: submissionId } });
  await tell(tx, submission);
  return submission;
}

async function targets(competition: Competition): Promise<{ solution: Solution; metric: string }[]> {
  const active = competition.solution ? [{ solution: competition.solution, metric: competition.metric }] : [];
  const runs = await db().regradeRun.findMany({
    where: { competitionId: competition.id, status: { in: ['scoring', 'ready'] } },
  });
  const prepared = await Promise.all(
    runs.map(async (run) => ({
      solution: await db().solutionVersion.findUniqueOrThrow({ where: { id: run.toSolutionId } }),
      metric: run.metric,
    })),
  );
  return [...active, ...prepared];
}

async function scoreUnder(
  competition: Competition,
  submission: Submission,
  target: { solution: Solution; metric: string },
): Promise<Scored> {
  const task = predictionTask(competition, storedPath(submission.sha256), target.solution, target.metric);
  if (!task.ok) throw new NotScorable(task.problems.map((each) => each.message).join('\n'));
  const score = await scorePredictionFile(task.value);
  if (!score.ok) throw new NotScorable(score.problems.map((each) => each.message).join('\n'));
  return { ...target, score: score.value };
}

async function record(
  tx: Tx,
  submission: Submission,
  scoredAs: Competition,
  scores: readonly Scored[],
): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM participant WHERE id = ${submission.participantId}::uuid FOR UPDATE`;
  for (const each of scores) await recordScore(tx, submission.id, each.solution.id, each.metric, each.score);
  const competition = await loadCompetition(tx, submission.competitionId);
  const scoredUnderActive = scores.some(
    (each) => each.solution.id === competition?.solution?.id && each.metric === competition.metric,
  );
  // A regrade was committed meanwhile: this try's scores are kept, and the job is done again under what holds now.
  if (!competition || !scoredUnderActive)
    throw new Error(`the solution of ${scoredAs.slug} changed while scoring`);
  await tx.$executeRaw`
    UPDATE submission SET status = 'scored', scored_at = app_now(), failure = NULL WHERE id = ${submission.id}`;
  await refreshEntry(tx, competition.id, submission.participantId, competition.direction);
  await boardsChanged(tx, competition.id);
  await tell(tx, submission);
}

/** Sets a submission aside with its error and gives the attempt back, once. */
async function giveUp(tx: Tx, submission: Submission, error: unknown): Promise<void> {
  const failure = error instanceof Error ? error.message : String(error);
  const { count } = await tx.submission.updateMany({
    where: { id: submission.id, status: { in: ['queued', 'scoring'] } },
    data: { status: 'failed', failure: failure.slice(0, 2_000), countsForLimit: false },
  });
  if (count === 0) return;
  await audit(tx, {
    actorId: null,
    assignmentId: submission.competitionId,
    action: 'submission.failed',
    subject: `submission ${submission.id}`,
    detail: { failure: failure.slice(0, 2_000), attemptGivenBack: true },
  });
  await tell(tx, submission);
}

async function tell(tx: Tx, submission: Submission): Promise<void> {
  const participant = await tx.participant.findUniqueOrThrow({
    where: { id: submission.participantId },
    select: { userId: true },
  });
  await announce(tx, {
    kind: 'submission',
    submissionId: submission.id,
    competitionId: submission.competitionId,
    userId: participant.userId,
  });
}
