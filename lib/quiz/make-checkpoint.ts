import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import type { HessianClass, Thresholds } from '@/lib/quiz/hessian/network.types';
import { seededRandom } from '@/lib/quiz/hessian/random';
import { measure, type Measured } from '@/lib/quiz/measure';
import { networkJson, storedNetwork, type NetworkJson } from '@/lib/quiz/stored-network';

export interface MadeCheckpoint extends Measured {
  readonly network: NetworkJson;
}

const ATTEMPTS_MAX = 20;

/**
 * A checkpoint of the wanted class from a seed; the same seed gives the same. It is measured as it will be stored, and one
 * whose float32 and float64 classes differ, or that is not of the wanted class, is thrown away. Throws when thresholds far
 * from the usual ones let none pass.
 */
export function makeCheckpoint(seed: string, wanted: HessianClass, thresholds: Thresholds): MadeCheckpoint {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const generated = generateCheckpoint(seededRandom(`${seed} ${attempt}`), wanted);
    const network = storedNetwork(JSON.parse(JSON.stringify(networkJson(generated))));
    const measured = measure(network, thresholds);
    if (measured.ambiguous === null && measured.class === wanted) return { network, ...measured };
  }
  throw new Error(
    `no checkpoint of class ${wanted} passes the quiz's thresholds in ${ATTEMPTS_MAX} attempts`,
  );
}
