import { ok, type Result } from '@/lib/platform/result';
import { isLayeredFile, layeredOf } from '@/lib/quiz/hessian/files/layered-tensors.core';
import { bad, shapeText, type Contents } from '@/lib/quiz/hessian/files/tensors.core';
import type { Checkpoint, SineNetwork } from '@/lib/quiz/hessian/network.types';

const POINTS_MAX = 100_000;
const UNITS_MAX = 256;

/** The checkpoint that a file's contents are; refused with the tensor, the shape found and the shape expected. */
export function checkpointOf(contents: Contents): Result<Checkpoint> {
  for (const [name, { values }] of contents.tensors) {
    const stray = values.findIndex((value) => !Number.isFinite(value));
    if (stray >= 0) return bad(`tensor ${name}: value ${stray} is ${values[stray]}, not a finite number.`);
  }
  return isLayeredFile(contents) ? layeredOf(contents) : sineOf(contents);
}

function sineOf({ tensors }: Contents): Result<SineNetwork> {
  const units = tensors.get('w')?.values.length ?? 0;
  const points = tensors.get('x')?.values.length ?? 0;
  const lengths = { w: units, b: units, beta: 1, alpha: 1, x: points, y: points };
  const values: Record<string, readonly number[]> = {};
  for (const [name, length] of Object.entries(lengths)) {
    const tensor = tensors.get(name);
    if (!tensor) return bad(`has no tensor ${name}; found: ${[...tensors.keys()].join(', ') || 'none'}.`);
    const isScalar = name === 'beta' || name === 'alpha';
    const rank = tensor.shape.length;
    if (tensor.values.length !== length || length === 0 || (isScalar ? rank > 1 : rank !== 1)) {
      const expected = isScalar ? '[] or [1]' : `[${length || 'one or more'}]`;
      return bad(`tensor ${name}: shape found ${shapeText(tensor.shape)}, expected ${expected}.`);
    }
    values[name] = [...tensor.values];
  }
  if (units > UNITS_MAX || points > POINTS_MAX)
    return bad(`has ${units} units and ${points} points; at most ${UNITS_MAX} and ${POINTS_MAX} are taken.`);
  const { w = [], b = [], x = [], y = [], beta = [], alpha = [] } = values;
  return ok({ w, b, x, y, beta: beta[0] ?? 0, alpha: alpha[0] ?? 0 });
}
