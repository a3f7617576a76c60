import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import type {
  Activation,
  Checkpoint,
  HessianMode,
  LayeredNetwork,
  SineNetwork,
} from '@/lib/quiz/hessian/network.types';
import { ACTIVATIONS } from '@/lib/quiz/hessian/network.types';
import { seededRandom } from '@/lib/quiz/hessian/random';

export const PYTHON = '/usr/bin/python3';
export const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;

/** What tests/unit/quiz/support/hessian_reference.py answers for each checkpoint. */
export function pytorch<Answer>(checkpoints: readonly Checkpoint[]): Answer[] {
  const output = execFileSync(PYTHON, ['tests/unit/quiz/support/hessian_reference.py'], {
    input: JSON.stringify(checkpoints),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Answer[];
}

export interface Shape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly points: number;
}

/** A network of this shape with numbers from a seed, all of them held by float32. */
export function layeredNetwork(
  seed: string,
  { inputs, hidden, points }: Shape,
  activation: Activation,
  mode: HessianMode = 'exact',
): LayeredNetwork {
  const random = seededRandom(seed);
  const number = (size: number): number => Math.fround(size * (2 * random() - 1));
  const list = (count: number, size: number) => Array.from({ length: count }, () => number(size));
  const widths = [inputs, ...hidden, 1];
  const layers = widths.slice(1).map((outputs, index) => {
    const width = widths[index] ?? 1;
    const weight = Array.from({ length: outputs }, () => list(width, 2 / Math.sqrt(width)));
    return { weight, bias: list(outputs, 1) };
  });
  return {
    mode,
    activation,
    layers,
    x: Array.from({ length: points }, () => list(inputs, 1)),
    y: list(points, 1),
  };
}

export const SHAPE_OF_2021: Shape = { inputs: 1, hidden: [128], points: 6 };

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 3 }),
  hidden: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  points: fc.integer({ min: 1, max: 7 }),
});

export const anyLayered = fc
  .tuple(fc.uuid(), shapes, fc.constantFrom(...ACTIVATIONS))
  .map(([seed, shape, activation]) => layeredNetwork(seed, shape, activation));

/** A sine network with numbers from a seed; not a critical point. */
export function sineNetwork(seed: string, units: number, points: number): SineNetwork {
  const random = seededRandom(seed);
  const list = (count: number, size: number) =>
    Array.from({ length: count }, () => Math.fround(size * (2 * random() - 1)));
  const [w, b, x, y] = [list(units, 30), list(units, 3), list(points, 1), list(points, 1)];
  return { w, b, beta: Math.fround(random()), alpha: 1 / 16, x, y };
}
