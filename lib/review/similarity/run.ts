import { loadCompetition } from '@/lib/assignment/competition';
import { entriesSchema } from '@/lib/handin/handin-view';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { announce } from '@/lib/platform/queue/live';
import { createPool } from '@/lib/platform/threads/pool';
import { isCode } from '@/lib/review/similarity/code-source';
import type { CodeTask } from '@/lib/review/similarity/code.thread';
import type { PredictionsTask } from '@/lib/review/similarity/predictions.thread';
import type { AgreementComparison, CodeComparison } from '@/lib/review/similarity/similarity.types';
import { predictionTask } from '@/lib/submission/prediction-task';

/** A class of 1,300 is read and compared well within these; a hostile file can't take more. */
const LIMITS = { threadsMax: 1, timeMsMax: 20 * 60_000, heapMbMax: 2_048 };
const REFERENCE_BYTES_MAX = 2_000_000n;
const DUPLICATES_MAX = 200;

interface Compared {
  readonly summary: Prisma.InputJsonObject;
  readonly pairs: readonly { readonly left: number; readonly right: number; readonly detail: object }[];
}

/** Makes a run's comparison in a thread of its own and stores it in place of the assignment's earlier ones of this kind. */
export async function runSimilarity(runId: string): Promise<void> {
  const run = await db().similarityRun.findUnique({ where: { id: runId } });
  if (!run || run.finishedAt) return;
  const compared =
    run.kind === 'code' ? await compareHandins(run.assignmentId) : await comparePredictions(run.assignmentId);
  await db().$transaction(async (tx) => {
    await tx.similarityPair.deleteMany({ where: { runId } });
    await tx.similarityPair.createMany({
      data: compared.pairs.map(({ left, right, detail }, at) => ({
        runId,
        rank: at + 1,
        left,
        right,
        detail: detail as Prisma.InputJsonObject,
      })),
    });
    const finishedAt = await databaseNow(tx);
    const data = { finishedAt, failure: null, summary: compared.summary };
    await tx.similarityRun.update({ where: { id: runId }, data });
    await tx.similarityRun.deleteMany({
      where: { assignmentId: run.assignmentId, kind: run.kind, id: { not: runId } },
    });
    await announce(tx, { kind: 'competition', competitionId: run.assignmentId });
  });
}

/** Puts a run's failure on record. */
export async function failSimilarity(runId: string, error: unknown): Promise<void> {
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  await db().similarityRun.updateMany({ where: { id: runId, finishedAt: null }, data: { failure } });
}

async function inThread<Answer>(entry: string, task: object): Promise<Answer> {
  const pool = createPool(LIMITS);
  try {
    return await pool.run<Answer>(entry, task);
  } finally {
    await pool.close();
  }
}

async function compareHandins(assignmentId: string): Promise<Compared> {
  const handins = await db().$queryRaw<{ id: number; sha256: string; entries: unknown }[]>`
    SELECT h.id, h.sha256, h.entries FROM handin h
    JOIN (SELECT max(id) AS id FROM handin WHERE assignment_id = ${assignmentId}::uuid GROUP BY user_id) last ON last.id = h.id
    JOIN assignment a ON a.id = h.assignment_id
    JOIN enrolment e ON e.user_id = h.user_id AND e.course_id = a.course_id AND e.role IN ('student', 'auditor')
    ORDER BY h.id`;
  const reference = await db().assignmentFile.findMany({
    where: { assignmentId, kind: 'reference', bytes: { lte: REFERENCE_BYTES_MAX } },
  });
  const task: CodeTask = {
    handins: handins.map(({ id, sha256, entries }) => ({
      id,
      file: storedPath(sha256),
      paths: entriesSchema.parse(entries).map((each) => each.path),
    })),
    reference: reference
      .filter(({ path }) => isCode(path))
      .map(({ path, sha256 }) => ({ path, file: storedPath(sha256) })),
  };
  const { pairs, summary } = await inThread<CodeComparison>('lib/review/similarity/code.thread.ts', task);
  return {
    summary: { ...summary, reference: task.reference.length },
    pairs: pairs.map(({ left, right, ...detail }) => ({ left, right, detail })),
  };
}

async function comparePredictions(assignmentId: string): Promise<Compared> {
  const competition = await loadCompetition(db(), assignmentId);
  if (!competition) throw new Error('the competition is gone');
  const best = await db().$queryRaw<{ id: number; sha256: string }[]>`
    SELECT s.id, s.sha256 FROM board_entry b
    JOIN submission s ON s.id = b.best_submission_id AND s.status = 'scored' AND s.invalidated_at IS NULL
    JOIN participant p ON p.id = b.participant_id
    JOIN assignment a ON a.id = b.competition_id
    JOIN enrolment e ON e.user_id = p.user_id AND e.course_id = a.course_id AND e.role IN ('student', 'auditor')
    WHERE b.competition_id = ${assignmentId}::uuid ORDER BY s.id`;
  const predictions = best.flatMap(({ id, sha256 }) => {
    const task = predictionTask(competition, storedPath(sha256));
    return task.ok ? [{ id, task: task.value }] : [];
  });
  const task: PredictionsTask = { predictions, seed: `similarity ${assignmentId}` };
  const compared = await inThread<AgreementComparison | null>(
    'lib/review/similarity/predictions.thread.ts',
    task,
  );
  return {
    summary: {
      ...(compared?.summary ?? { compared: predictions.length, pairs: 0, items: 0, itemsAll: 0 }),
      isLabels: compared !== null || predictions.length === 0,
      duplicates: await duplicates(assignmentId),
    },
    pairs: (compared?.pairs ?? []).map(({ left, right, ...detail }) => ({ left, right, detail })),
  };
}

/** Files that more than one person submitted, byte for byte: the first submission of each, the earliest first. */
async function duplicates(assignmentId: string): Promise<Prisma.InputJsonArray> {
  const rows = await db().$queryRaw<{ sha256: string; submissions: number[] }[]>`
    SELECT sha256, array_agg(first ORDER BY first) AS submissions FROM (
      SELECT s.sha256, p.user_id, min(s.id) AS first FROM submission s
      JOIN participant p ON p.id = s.participant_id
      JOIN assignment a ON a.id = s.competition_id
      JOIN enrolment e ON e.user_id = p.user_id AND e.course_id = a.course_id AND e.role IN ('student', 'auditor')
      WHERE s.competition_id = ${assignmentId}::uuid AND s.status = 'scored'
        AND NOT EXISTS (SELECT 1 FROM assignment_file f WHERE f.assignment_id = a.id AND f.sha256 = s.sha256)
      GROUP BY s.sha256, p.user_id) firsts
    GROUP BY sha256 HAVING count(*) > 1 ORDER BY min(first) LIMIT ${DUPLICATES_MAX}`;
  return rows.map(({ sha256, submissions }) => ({ sha256, submissions }));
}
