/**
 * `npm run bench:hessian`: how fast checkpoints are made and evaluated. Makes 300 with one thread and with two, side by side,
 * and says how long a class of 1,300 would take; evaluates each in float64 and float32. `-- --count 1300` makes a whole class.
 */
import { parseArgs } from 'node:util';
import { createPool } from '@/lib/platform/threads/pool';
import { evaluate, evaluateFloat32 } from '@/lib/quiz/hessian/evaluate.core';
import type { MadeFor, SeedTask } from '@/lib/quiz/seed.thread';
import { storedNetwork } from '@/lib/quiz/stored-network';

const { values } = parseArgs({ options: { count: { type: 'string', default: '300' } } });
const count = Number(values.count);
const CLASS_SIZE = 1_300;
const CHUNK = 20;
const CLASSES = ['local_minima_like', 'saddle_point', 'none_of_the_above'] as const;
const thresholds = { gradientNorm: 1e-3, minimumRatio: 0.5 };

const wishes = Array.from({ length: count }, (_, index) => ({
  userId: String(index),
  seed: `bench ${index}`,
  wantedClass: CLASSES[index % 3] ?? 'saddle_point',
}));

async function make(threads: number): Promise<{ seconds: number; made: MadeFor[] }> {
  const pool = createPool({ threadsMax: threads, timeMsMax: 600_000, heapMbMax: 512 });
  const chunks = Array.from({ length: Math.ceil(count / CHUNK) }, (_, index) =>
    wishes.slice(index * CHUNK, (index + 1) * CHUNK),
  );
  const run = (some: SeedTask['wishes']) =>
    pool.run<MadeFor[]>('lib/quiz/seed.thread.ts', { wishes: some, thresholds });
  // A thread's start (the loader, compiling) is paid once by a worker that lives for months: not measured here.
  await Promise.all(Array.from({ length: threads }, () => run(wishes.slice(0, 1))));
  const begun = performance.now();
  const made = (await Promise.all(chunks.map(run))).flat();
  const seconds = (performance.now() - begun) / 1_000;
  await pool.close();
  return { seconds, made };
}

const results = new Map<number, { seconds: number; made: MadeFor[] }>();
for (const threads of [1, 2]) {
  const result = await make(threads);
  results.set(threads, result);
  const rate = count / result.seconds;
  console.log(
    `${threads} thread${threads > 1 ? 's' : ' '}  ${count} checkpoints in ${result.seconds.toFixed(2)} s: ${rate.toFixed(0)} a second; ${CLASS_SIZE} take ${(CLASS_SIZE / rate).toFixed(1)} s`,
  );
}
const [one, two] = [results.get(1), results.get(2)];
if (one && two) console.log(`two threads are ${(one.seconds / two.seconds).toFixed(2)} x as fast as one`);

const networks = (one?.made ?? []).map((each) => storedNetwork(each.checkpoint.network));
for (const [name, run] of [
  ['float64', evaluate],
  ['float32', evaluateFloat32],
] as const) {
  const begun = performance.now();
  for (const network of networks) run(network, thresholds);
  console.log(
    `${name}    ${((performance.now() - begun) / networks.length).toFixed(3)} ms an evaluation (loss, gradient, Hessian, eigenvalues)`,
  );
}
