import { loadCompetition, type Competition, type Solution } from '@/lib/assignment/competition';
import { Turns } from '@/lib/jobs/turns';
import type { JobHandler } from '@/lib/jobs/work-loop';
import { scoringKey } from '@/lib/competition/scoring-key.core';
import { refreshEntry } from '@/lib/leaderboard/board-entry';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment, lockParticipantRow } from '@/lib/platform/database/locks';
import { storedPath } from '@/lib/platform/files/store';
import type { Submission } from '@/lib/platform/prisma-client/client';
import { isMachineAtFault } from '@/lib/platform/unavailable.core';
import { announce } from '@/lib/platform/queue/live';
import { recordScore } from '@/lib/scoring/record-score';
import { scorePredictionFile, type FileScore } from '@/lib/scoring/score-file';
import { predictionTask } from '@/lib/submission/prediction-task';
import { scoreSubmissionJob, type ScoreSubmission } from '@/lib/submission/score-submission.job';

interface Scored {
  readonly solution: Solution;
  readonly metric: string;
  readonly score: FileScore;
}

/** So often a file is scored anew because the competition was changed under it. */
const ROUNDS_MAX = 5;

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
  const isSuspect = (await triesOf(submissionId)) > 0;
  await turns.run(isSuspect, () => tryOnce(submissionId, retry.isLast));
}

/** A submission whose try ended without an outcome may have killed its worker; it is tried again alone (A98). */
const turns = new Turns();

async function triesOf(submissionId: number): Promise<number> {
  const found = await db().submission.findUnique({ where: { id: submissionId }, select: { tries: true } });
  return found?.tries ?? 0;
}

async function tryOnce(submissionId: number, isLastDelivery: boolean): Promise<void> {
  // Counted with the submission, not with its job: another job begins no further tries.
  if ((await triesOf(submissionId)) >= TRIES_MAX) return abandonSubmission({ submissionId }, NO_OUTCOME);
  const begun = await db().$transaction((tx) => begin(tx, submissionId));
  if (!begun) return;
  try {
    await scoreUntilItHolds(begun);
  } catch (error) {
    if (isMachineAtFault(error)) throw error;
    const isLast = isLastDelivery || begun.tries >= TRIES_MAX;
    if (!isLast && !(error instanceof NotScorable)) throw error;
    await db().$transaction((tx) => giveUp(tx, begun, error));
    if (!(error instanceof NotScorable)) throw error;
  }
}

const TRIES_MAX = scoreSubmissionJob.triesMax;
const NO_OUTCOME = `It was tried ${TRIES_MAX} times and never came to an end; the process that did it may have been killed each time.`;

/** Sets a submission aside that has no outcome; the attempt is given back. */
export async function abandonSubmission({ submissionId }: ScoreSubmission, failure: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const submission = await tx.submission.findUnique({ where: { id: submissionId } });
    if (submission) await giveUp(tx, submission, failure);
  });
}

export const submissionScoring: JobHandler<ScoreSubmission> = {
  run: scoreSubmission,
  abandon: abandonSubmission,
  untry: async (tx, { submissionId }) => {
    await tx.submission.updateMany({
      where: { id: submissionId, status: 'scoring', tries: { gt: 0 } },
      data: { tries: { decrement: 1 } },
    });
  },
};

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

/** Again, under what holds by then, when solution or settings were changed while the file was scored. */
async function scoreUntilItHolds(submission: Submission): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const competition = await loadCompetition(db(), submission.competitionId);
    if (!competition) return;
    const scores: Scored[] = [];
    for (const target of await targets(competition))
      scores.push(await scoreUnder(competition, submission, target));
    if (await db().$transaction((tx) => record(tx, submission, competition, scores))) return;
  }
  throw new Error(`the solution or the settings changed ${ROUNDS_MAX} times while scoring`);
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

/** Returns false, and writes nothing, where the scores were made under what no longer holds. */
async function record(
  tx: Tx,
  submission: Submission,
  scoredAs: Competition,
  scores: readonly Scored[],
): Promise<boolean> {
  await lockAssignment(tx, submission.competitionId, 'share');
  await lockParticipantRow(tx, { id: submission.participantId });
  const competition = await loadCompetition(tx, submission.competitionId);
  if (!competition || scoringKey(competition) !== scoringKey(scoredAs)) return false;
  const marked = await tx.$executeRaw`
    UPDATE submission SET status = 'scored', scored_at = app_now(), failure = NULL
    WHERE id = ${submission.id} AND status <> 'failed'`;
  if (marked === 0) return true; // set aside meanwhile, the attempt given back: that stands
  for (const each of scores) await recordScore(tx, submission.id, each.solution.id, each.metric, each.score);
  await refreshEntry(tx, competition.id, submission.participantId, competition.direction);
  await boardsChanged(tx, competition.id);
  await tell(tx, submission);
  return true;
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
