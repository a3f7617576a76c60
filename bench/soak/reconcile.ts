import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { rebuildEntries } from '@/lib/leaderboard/board-entry';
import type { Db } from '@/lib/platform/database/client';
import { ANSWERS, ROWS, type Course } from './course';
import type { Told } from './people';

export interface Counts {
  readonly receipts: number;
  readonly files: number;
  readonly rows: number;
  readonly scores: number;
  readonly answers: number;
  readonly handins: number;
  readonly regrades: number;
}

export interface Reconciled {
  readonly counts: Counts;
  /** What differs, a sentence each. */
  readonly differences: readonly string[];
}

/** Compares what people were told with what is stored, and what is stored with what follows from it. */
export async function reconcile(
  db: Db,
  dataDir: string,
  course: Course,
  told: readonly Told[],
  truths: ReadonlyMap<number, readonly string[]>,
): Promise<Reconciled> {
  const stored = await rehashed(path.join(dataDir, 'files'));
  const found = [
    ...stored.wrong,
    ...(await predictions(db, course, told, stored.hashes, truths)),
    ...(await board(db, course)),
    ...(await coursework(db, course, told, stored.hashes)),
  ];
  return { counts: await count(db, course, told, stored.hashes), differences: found };
}

async function count(
  db: Db,
  course: Course,
  told: readonly Told[],
  hashes: ReadonlySet<string>,
): Promise<Counts> {
  const competitionId = course.assignmentId;
  const receipts = told.flatMap((each) => each.kept);
  const competition = await db.competition.findUniqueOrThrow({ where: { assignmentId: competitionId } });
  return {
    receipts: receipts.length,
    files: receipts.filter((each) => hashes.has(each.sha256)).length,
    rows: await db.submission.count({ where: { competitionId } }),
    scores: await db.score.count({
      where: { submission: { competitionId }, solutionId: competition.activeSolutionId ?? '' },
    }),
    answers: told.reduce((sum, each) => sum + each.answers.size, 0),
    handins: told.reduce((sum, each) => sum + each.handins.length, 0),
    regrades: await db.regradeRun.count({ where: { competitionId, status: 'committed' } }),
  };
}

/** Every file of the store, hashed anew; `wrong`: those whose content is not what their name says. */
async function rehashed(folder: string): Promise<{ hashes: Set<string>; wrong: string[] }> {
  const hashes = new Set<string>();
  const wrong: string[] = [];
  for (const start of readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const rest of readdirSync(path.join(folder, start))) {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path.join(folder, start, rest)))
        hash.update(chunk as Buffer);
      const sum = hash.digest('hex');
      if (sum === start + rest) hashes.add(sum);
      else wrong.push(`stored file ${start}${rest} has the content of ${sum}`);
    }
  }
  return { hashes, wrong };
}

async function predictions(
  db: Db,
  course: Course,
  told: readonly Told[],
  hashes: ReadonlySet<string>,
  truths: ReadonlyMap<number, readonly string[]>,
): Promise<string[]> {
  const competition = await db.competition.findUniqueOrThrow({
    where: { assignmentId: course.assignmentId },
    include: { activeSolution: true },
  });
  const truth = truths.get(competition.activeSolution?.number ?? 0) ?? [];
  const rows = new Map(
    (
      await db.submission.findMany({
        where: { competitionId: course.assignmentId },
        include: { participant: true, scores: { where: { solutionId: competition.activeSolutionId ?? '' } } },
      })
    ).map((row) => [row.id, row]),
  );
  const wrong: string[] = [];
  for (const { person, kept } of told) {
    for (const receipt of kept) {
      const name = `receipt ${receipt.submissionId}`;
      const row = rows.get(receipt.submissionId);
      rows.delete(receipt.submissionId);
      if (!row) {
        wrong.push(`${name} has no row`);
        continue;
      }
      if (row.participant.userId !== person.userId) wrong.push(`${name} is another person's`);
      if (row.sha256 !== receipt.sha256) wrong.push(`${name} names ${receipt.sha256}, its row ${row.sha256}`);
      if (row.acceptedAt.toISOString() !== receipt.acceptedAt) wrong.push(`${name} is of another time`);
      if (!hashes.has(receipt.sha256)) wrong.push(`${name} has no file of its hash`);
      const expected = [part(receipt.labels, truth, 0), part(receipt.labels, truth, ROWS / 2)];
      const scores = row.scores.map((each) => [each.publicScore, each.privateScore]);
      if (row.status !== 'scored' || !isDeepStrictEqual(scores, [expected]))
        wrong.push(
          `${name} is ${row.status} with ${JSON.stringify(scores)}, not ${JSON.stringify(expected)}`,
        );
    }
  }
  return [...wrong, ...[...rows.keys()].map((id) => `submission ${id} has no receipt`)];
}

/** Accuracy over the half of the rows that begins at `from`. */
function part(labels: readonly string[], truth: readonly string[], from: number): number {
  const rows = Array.from({ length: ROWS / 2 }, (_, index) => from + index);
  return rows.filter((row) => labels[row] === truth[row]).length / rows.length;
}

class NotKept extends Error {}

/** The entries as they were kept, beside those built anew from the scores. */
async function board(db: Db, course: Course): Promise<string[]> {
  const competitionId = course.assignmentId;
  let kept: unknown[] = [];
  let rebuilt: unknown[] = [];
  await db
    .$transaction(async (tx) => {
      const read = (): Promise<unknown[]> =>
        tx.boardEntry.findMany({ where: { competitionId }, orderBy: { participantId: 'asc' } });
      const { direction } = await tx.competition.findUniqueOrThrow({
        where: { assignmentId: competitionId },
      });
      kept = await read();
      await rebuildEntries(
        tx,
        competitionId,
        direction === 'higher_is_better' ? direction : 'lower_is_better',
      );
      rebuilt = await read();
      throw new NotKept();
    })
    .catch((error: unknown) => {
      if (!(error instanceof NotKept)) throw error;
    });
  return isDeepStrictEqual(kept, rebuilt)
    ? []
    : [`the board that was kept differs from the rebuilt one: ${JSON.stringify({ kept, rebuilt })}`];
}

async function coursework(
  db: Db,
  course: Course,
  told: readonly Told[],
  hashes: ReadonlySet<string>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { person, answers, handins } of told) {
    for (const [questionId, text] of answers) {
      const last = await db.quizAnswer.findFirst({
        where: { assignmentId: course.assignmentId, userId: person.userId, questionId },
        orderBy: { id: 'desc' },
      });
      const value = (last?.value as { text?: string } | undefined)?.text;
      if (value !== text)
        wrong.push(`${person.studentId} answered ${questionId} with ${text}; stored: ${value}`);
    }
    for (const { id, sha256 } of handins) {
      const row = await db.handin.findUnique({ where: { id } });
      if (row?.sha256 !== sha256 || row.userId !== person.userId)
        wrong.push(`hand-in ${id} of ${person.studentId} is not stored as it was sent`);
      if (!hashes.has(sha256)) wrong.push(`hand-in ${id} has no file of its hash`);
    }
  }
  return wrong;
}

/** The grades as published, beside those that follow from scores and answers by the rules of the course. */
export async function grades(db: Db, course: Course, told: readonly Told[]): Promise<string[]> {
  const release = await db.gradeRelease.findFirstOrThrow({
    where: { assignmentId: course.assignmentId },
    orderBy: { number: 'desc' },
    include: { grades: true },
  });
  const half = await db.baseline.findFirstOrThrow({ where: { competitionId: course.assignmentId } });
  const wrong: string[] = [];
  for (const each of told) {
    const best = await bestScores(db, course, each);
    const expected = {
      public: best.public !== null && best.public >= (half.publicScore ?? 2) ? 3 : 0,
      private: best.private !== null && best.private >= (half.privateScore ?? 2) ? 3 : 0,
      quiz: (each.answers.get('n') === ANSWERS.n ? 1 : 0) + (each.answers.get('t') === ANSWERS.t ? 2 : 0),
    };
    const detail = release.grades.find((grade) => grade.userId === each.person.userId)?.detail;
    const { items = [] } = (detail ?? {}) as { items?: { id: string; points: string }[] };
    const given = Object.fromEntries(items.map((item) => [item.id, Number(item.points)]));
    if (!isDeepStrictEqual(given, expected))
      wrong.push(
        `${each.person.studentId} got ${JSON.stringify(given)}; by scores and answers ${JSON.stringify(expected)}`,
      );
  }
  return wrong;
}

/** The best public score, and the better private one of the two that stand highest on the public board. */
async function bestScores(
  db: Db,
  course: Course,
  told: Told,
): Promise<{ public: number | null; private: number | null }> {
  const competition = await db.competition.findUniqueOrThrow({
    where: { assignmentId: course.assignmentId },
  });
  const scores = await db.score.findMany({
    where: {
      submissionId: { in: told.kept.map((each) => each.submissionId) },
      solutionId: competition.activeSolutionId ?? '',
    },
    include: { submission: true },
  });
  const order = scores.sort(
    (a, b) =>
      (b.publicScore ?? -1) - (a.publicScore ?? -1) ||
      a.submission.acceptedAt.getTime() - b.submission.acceptedAt.getTime() ||
      a.submissionId - b.submissionId,
  );
  const finals = order.slice(0, 2).map((each) => each.privateScore ?? -1);
  return { public: order[0]?.publicScore ?? null, private: finals.length > 0 ? Math.max(...finals) : null };
}
