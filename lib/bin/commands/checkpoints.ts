import { availableParallelism } from 'node:os';
import { print, printJson, refusal, take } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId, loadCompetition } from '@/lib/assignment/competition';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { loadQuiz } from '@/lib/quiz/quiz-part';
import { findStudents } from '@/lib/quiz/find-students';
import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { seedCheckpoints } from '@/lib/quiz/seed-checkpoints';

interface Options {
  readonly students?: readonly string[];
  readonly workers?: string;
  readonly json?: boolean;
}

const WORKERS_MAX = 16;
/** As many as there are cores, at most four. */
const WORKERS_DEFAULT = Math.min(4, availableParallelism());

/** Makes the checkpoint of every student of the course who has none, and prints how fast. */
export async function seedCheckpointsCommand(assignment: string, options: Options): Promise<void> {
  const workers = Number(options.workers ?? WORKERS_DEFAULT);
  if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX)
    throw refusal('bad_workers', `--workers must be 1 to ${WORKERS_MAX}.`);
  await withDatabase(async () => {
    const { id, courseId, thresholds } = await findQuiz(assignment);
    const userIds = options.students
      ? [...take(await findStudents(db(), courseId, options.students)).values()]
      : null;
    const started = performance.now();
    const { made } = await seedCheckpoints(id, {
      workers,
      thresholds,
      userIds,
      onProgress: ({ done, total }) => {
        if (!options.json && process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}`);
      },
    });
    const seconds = (performance.now() - started) / 1_000;
    if (made > 0) await note(id, courseId, made);
    if (!options.json && process.stderr.isTTY) process.stderr.write('\n');
    const total = await db().quizCheckpoint.count({ where: { assignmentId: id, filledAt: { not: null } } });
    if (options.json) printJson({ made, total, seconds, perSecond: made / seconds, workers });
    else if (made === 0) print(`nothing to make: ${total} checkpoints are there`);
    else
      print(
        `${made} checkpoints made in ${seconds.toFixed(1)} s (${(made / seconds).toFixed(0)} a second, ${workers} workers); ${total} in all`,
      );
  });
}

async function findQuiz(
  assignment: string,
): Promise<{ id: string; courseId: string; thresholds: Thresholds }> {
  const [course, slug, ...rest] = assignment.split('/');
  if (!course || !slug || rest.length > 0)
    throw refusal('bad_name', `Write it as course/assignment, not ${assignment}.`);
  const id = await findCompetitionId(db(), course, slug);
  const competition = id && (await loadCompetition(db(), id));
  if (!competition) throw refusal('not_found', `There is no assignment ${assignment}.`);
  const quiz = await loadQuiz(db(), competition);
  if (!quiz?.hessian)
    throw refusal('no_checkpoints', `${assignment} has no quiz with a question of kind hessian.`);
  return { id: competition.id, courseId: competition.courseId, thresholds: quiz.hessian.thresholds };
}

async function note(assignmentId: string, courseId: string, made: number): Promise<void> {
  await db().$transaction((tx) =>
    audit(tx, {
      actorId: null,
      courseId,
      assignmentId,
      action: 'checkpoints.seeded',
      subject: `assignment ${assignmentId}`,
      detail: { made },
    }),
  );
}
