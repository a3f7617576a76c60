import { db } from '@/lib/platform/database/client';
import { createPool } from '@/lib/platform/threads/pool';
import { checkpointKey } from '@/lib/quiz/checkpoint-secret';
import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { planCheckpoints, studentIdentity } from '@/lib/quiz/plan-checkpoints';
import type { MadeFor, SeedTask } from '@/lib/quiz/seed.thread';
import { wishOf, type Wish } from '@/lib/quiz/wish';
import { writeCheckpoints } from '@/lib/quiz/write-checkpoints';

/** Checkpoints a thread makes before they are stored; a kill loses at most this many a thread. */
const CHUNK = 20;
const THREAD_LIMITS = { timeMsMax: 120_000, heapMbMax: 512 };

export interface SeedProgress {
  readonly done: number;
  readonly total: number;
}

export interface SeedOptions {
  /** Threads; 1 to 16. */
  readonly workers: number;
  readonly thresholds: Thresholds;
  /** These people only; null: every student of the course. */
  readonly userIds?: readonly string[] | null;
  readonly onProgress?: (progress: SeedProgress) => Promise<void> | void;
  /** For tests: another server's secret. */
  readonly secret?: string;
}

/**
 * Makes the checkpoint of every student who has none, in threads, each checked in float64 and float32 before it is stored.
 * Again, it changes nothing; killed, the next run makes what is missing, the same as it would have been. Returns how many it
 * made.
 */
export async function seedCheckpoints(assignmentId: string, options: SeedOptions): Promise<{ made: number }> {
  await planCheckpoints(assignmentId, options.userIds ?? null, options.secret);
  const wishes = await unfilled(assignmentId, options);
  const pool = createPool({ threadsMax: options.workers, ...THREAD_LIMITS });
  let done = 0;
  const chunks = Array.from({ length: Math.ceil(wishes.length / CHUNK) }, (_, index) =>
    wishes.slice(index * CHUNK, (index + 1) * CHUNK),
  );
  const next = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      const task: SeedTask = { wishes: chunk, thresholds: options.thresholds };
      const made = await pool.run<readonly MadeFor[]>('lib/quiz/seed.thread.ts', task);
      await writeCheckpoints(assignmentId, made);
      done += made.length;
      await options.onProgress?.({ done, total: wishes.length });
    }
  };
  try {
    await Promise.all(Array.from({ length: options.workers }, next));
  } finally {
    await pool.close();
  }
  return { made: done };
}

async function unfilled(assignmentId: string, options: SeedOptions): Promise<Wish[]> {
  const rows = await db().quizCheckpoint.findMany({
    where: {
      assignmentId,
      source: 'generated',
      filledAt: null,
      ...(options.userIds ? { userId: { in: [...options.userIds] } } : {}),
    },
    select: { userId: true, wantedClass: true, user: { select: { id: true, studentId: true } } },
  });
  return rows.map((row) =>
    wishOf(row, checkpointKey('numbers', assignmentId, studentIdentity(row.user), options.secret)),
  );
}
