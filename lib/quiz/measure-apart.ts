import { createHash } from 'node:crypto';
import { sharedPool } from '@/lib/platform/threads/pool';
import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import type { Measured } from '@/lib/quiz/measure';
import type { MeasureTask } from '@/lib/quiz/measure.thread';
import type { StoredCheckpoint } from '@/lib/quiz/stored-network';

/** A thread's task: long enough to be worth its way, short enough to let others in between. */
const SLICE = 50;
/** More than the largest class has. */
const KNOWN_MAX = 4_096;

/**
 * The same networks are measured again and again, by every look at the grades of a class; imported ones take up to seconds each.
 * The latest are remembered.
 */
const known = new Map<string, Measured>();

/** Measures checkpoints in threads, never where requests are served; the answers are in the order asked. */
export async function measureApart(
  checkpoints: readonly StoredCheckpoint[],
  thresholds: Thresholds,
): Promise<readonly Measured[]> {
  const asked = checkpoints.map((checkpoint) => ({ checkpoint, key: keyOf(checkpoint, thresholds) }));
  const fresh = [
    ...new Map(asked.filter(({ key }) => !known.has(key)).map((each) => [each.key, each])).values(),
  ];
  const found = new Map(asked.flatMap(({ key }) => entryOf(key)));
  const slices = Array.from({ length: Math.ceil(fresh.length / SLICE) }, (_, at) =>
    fresh.slice(at * SLICE, (at + 1) * SLICE),
  );
  await Promise.all(
    slices.map(async (slice) => {
      const task: MeasureTask = { checkpoints: slice.map((each) => each.checkpoint), thresholds };
      const measured = await sharedPool().run<readonly Measured[]>('lib/quiz/measure.thread.ts', task);
      for (const [at, { key }] of slice.entries()) {
        const one = measured[at];
        if (!one) throw new Error('a checkpoint was not measured');
        found.set(key, one);
        remember(key, one);
      }
    }),
  );
  return asked.map(({ key }) => {
    const one = found.get(key);
    if (!one) throw new Error('a checkpoint was not measured');
    return one;
  });
}

function entryOf(key: string): [string, Measured][] {
  const measured = known.get(key);
  return measured ? [[key, measured]] : [];
}

function remember(key: string, measured: Measured): void {
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= KNOWN_MAX) known.delete(oldest);
  known.set(key, measured);
}

function keyOf(checkpoint: StoredCheckpoint, thresholds: Thresholds): string {
  return createHash('sha256')
    .update(JSON.stringify([checkpoint, thresholds]))
    .digest('base64');
}
