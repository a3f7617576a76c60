import { layeredTensors } from '@/lib/quiz/hessian/files/layered-tensors.core';
import { isLayered, type Checkpoint } from '@/lib/quiz/hessian/network.types';

/** A tensor as it is written. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A checkpoint's tensors in the order in which they are written. */
export function tensorsOf(checkpoint: Checkpoint): readonly NamedTensor[] {
  if (isLayered(checkpoint)) return layeredTensors(checkpoint);
  const list = (name: 'w' | 'b' | 'x' | 'y') => {
    const values = Float32Array.from(checkpoint[name]);
    return { name, shape: [values.length], values };
  };
  const scalar = (name: 'beta' | 'alpha') => ({
    name,
    shape: [1],
    values: Float32Array.of(checkpoint[name]),
  });
  return [list('w'), list('b'), scalar('beta'), scalar('alpha'), list('x'), list('y')];
}

/** What an imported network's file says in words; nothing for a sine network. */
export function wordsOf(checkpoint: Checkpoint): Readonly<Record<string, string>> {
  return isLayered(checkpoint) ? { activation: checkpoint.activation, mode: checkpoint.mode } : {};
}

/** The checkpoint with every number as float32 holds it: what each of its files says, bit for bit. */
export function asFloat32<Kind extends Checkpoint>(checkpoint: Kind): Kind {
  return rounded(checkpoint) as Kind;
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

/** The checkpoint as JSON, as `contentsOfJson` reads it. */
export function checkpointJson(checkpoint: Checkpoint): Readonly<Record<string, unknown>> {
  if (!isLayered(checkpoint)) {
    const { w, b, beta, alpha, x, y } = checkpoint;
    return { w: [...w], b: [...b], beta, alpha, x: [...x], y: [...y] };
  }
  const layers = checkpoint.layers.flatMap(({ weight, bias }, index) => [
    [`${2 * index}.weight`, weight],
    [`${2 * index}.bias`, bias],
  ]);
  return { ...wordsOf(checkpoint), ...Object.fromEntries(layers), x: checkpoint.x, y: checkpoint.y };
}
