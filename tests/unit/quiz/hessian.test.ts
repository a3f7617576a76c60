import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, evaluateFloat32 } from '@/lib/quiz/hessian/evaluate.core';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import type { HessianClass, SineNetwork } from '@/lib/quiz/hessian/network.types';
import { seededRandom } from '@/lib/quiz/hessian/random';
import { gradientAndHessian } from '@/lib/quiz/hessian/sine.core';

const THRESHOLDS = { gradientNorm: 1e-3, minimumRatio: 0.5 };
const CLASSES: readonly HessianClass[] = ['local_minima_like', 'saddle_point', 'none_of_the_above'];

interface Vector extends SineNetwork {
  readonly cls: string;
  readonly loss: number;
  readonly grad: readonly number[];
  readonly grad_norm: number;
  readonly eigenvalues: readonly number[];
  readonly minimum_ratio: number;
  readonly hessian_row0: readonly number[];
}
const vectors = JSON.parse(
  readFileSync(path.join('tests', 'unit', 'quiz', 'hessian-vectors.json'), 'utf8'),
) as Vector[];

function expectClose(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  relative: number,
  absolute = 1e-15,
): void {
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(...Array.from(wanted, Math.abs));
  for (let i = 0; i < found.length; i += 1)
    expect(Math.abs((found[i] ?? NaN) - (wanted[i] ?? NaN))).toBeLessThanOrEqual(relative * scale + absolute);
}

/** f and its loss on any parameters, written once more and differently: for differences. */
function lossAt(network: SineNetwork, theta: readonly number[]): number {
  const units = network.w.length;
  let sum = 0;
  for (let i = 0; i < network.x.length; i += 1) {
    let f = network.beta;
    for (let j = 0; j < units; j += 1)
      f += network.alpha * Math.sin((theta[j] ?? 0) * (network.x[i] ?? 0) + (theta[units + j] ?? 0));
    sum += (f - (network.y[i] ?? 0)) ** 2;
  }
  return sum / network.x.length;
}

const network = fc
  .record({ units: fc.integer({ min: 1, max: 5 }), points: fc.integer({ min: 1, max: 12 }) })
  .chain(({ units, points }) => {
    const list = (length: number, size: number) =>
      fc.array(fc.double({ min: -size, max: size, noNaN: true }), { minLength: length, maxLength: length });
    return fc.record({
      w: list(units, 8),
      b: list(units, 3),
      beta: fc.double({ min: -1, max: 1, noNaN: true }),
      alpha: fc.constant(1 / 16),
      x: list(points, 1),
      y: list(points, 1),
    });
  });

describe('the evaluation of a sine network', () => {
  it('gives the published tiny vector', () => {
    const tiny = {
      w: [3, -2],
      b: [0.5, 1],
      beta: 0.1,
      alpha: 1 / 16,
      x: [-0.5, 0.2, 0.8],
      y: [0.1, 0, -0.05],
    };
    const { loss, gradient } = gradientAndHessian(tiny);
    expect(loss).toBeCloseTo(0.017769286767036, 14);
    expectClose(
      gradient,
      [-3.522354786442e-3, 4.917528020698e-3, -1.540593882804e-3, 1.095344496649e-2],
      1e-11,
    );
    const { gradientNorm, eigenvalues } = evaluate(tiny, THRESHOLDS);
    expect(gradientNorm).toBeCloseTo(0.012607158729131, 14);
    expectClose(
      eigenvalues,
      [-5.144661267445e-3, -4.672884799278e-4, 5.207881616396e-4, 6.761957173254e-3],
      1e-11,
    );
  });

  it.each(vectors.map((vector) => [vector.cls, vector] as const))(
    'agrees with the vector %s',
    (name, vector) => {
      const { gradient, hessian } = gradientAndHessian(vector);
      const found = evaluate(vector, THRESHOLDS);
      expect(found.loss).toBeCloseTo(vector.loss, 14);
      expectClose(gradient, vector.grad, 1e-10, 1e-12);
      expect(Math.abs(found.gradientNorm - vector.grad_norm)).toBeLessThan(1e-12);
      expectClose(hessian[0] ?? [], vector.hessian_row0, 1e-10);
      expectClose(
        found.eigenvalues,
        [...vector.eigenvalues].sort((a, b) => a - b),
        1e-10,
      );
      expect(found.minimumRatio).toBe(vector.minimum_ratio);
      expect(found.class).toBe(name.replaceAll(' ', '_'));
    },
  );

  it('agrees with central differences on random networks', () => {
    fc.assert(
      fc.property(network, (each) => {
        const theta = [...each.w, ...each.b];
        const { loss, gradient, hessian } = gradientAndHessian(each);
        expect(loss).toBeCloseTo(lossAt(each, theta), 12);
        const h = 1e-4;
        const moved = (...steps: readonly (readonly [number, number])[]): number =>
          lossAt(
            each,
            theta.map((value, place) => value + steps.reduce((s, [at, d]) => s + (at === place ? d : 0), 0)),
          );
        for (const [i] of theta.entries()) {
          expect(Math.abs((moved([i, h]) - moved([i, -h])) / (2 * h) - (gradient[i] ?? 0))).toBeLessThan(
            1e-6,
          );
          for (const [j] of theta.entries()) {
            const second =
              (moved([i, h], [j, h]) -
                moved([i, h], [j, -h]) -
                moved([i, -h], [j, h]) +
                moved([i, -h], [j, -h])) /
              (4 * h * h);
            expect(Math.abs(second - (hessian[i]?.[j] ?? 0))).toBeLessThan(1e-5);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('agrees with the automatic differentiation of TensorFlow.js, in its float32, on random networks', async () => {
    await tf.setBackend('cpu');
    fc.assert(
      fc.property(network, (each) => {
        const units = each.w.length;
        const lossOf = (theta: tf.Tensor1D): tf.Scalar => {
          const w = theta.slice(0, units).reshape([1, units]);
          const b = theta.slice(units).reshape([1, units]);
          const x = tf.tensor2d([...each.x], [each.x.length, 1]);
          const f = tf.sin(x.mul(w).add(b)).sum(1).mul(each.alpha).add(each.beta);
          return f
            .sub(tf.tensor1d([...each.y]))
            .square()
            .mean() as tf.Scalar;
        };
        const gradientOf = tf.grad((theta) => lossOf(theta as tf.Tensor1D));
        const theta = tf.tensor1d([...each.w, ...each.b]);
        const { gradient, hessian } = gradientAndHessian(each);
        expectClose(gradientOf(theta).dataSync(), gradient, 1e-4, 1e-6);
        for (const [row, wanted] of hessian.entries()) {
          const part = tf.grad((at) => gradientOf(at).slice([row], [1]).asScalar());
          expectClose(part(theta).dataSync(), wanted, 1e-3, 1e-5);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('generated checkpoints', () => {
  const made = Array.from({ length: 300 }, (_, index) => {
    const wanted = CLASSES[index % 3] ?? 'saddle_point';
    return { wanted, network: generateCheckpoint(seededRandom(`hessian test ${index}`), wanted) };
  });

  it('have the wanted class in float64 and float32, far from every threshold', () => {
    for (const { wanted, network: each } of made) {
      const exact = evaluate(each, THRESHOLDS);
      const single = evaluateFloat32(each, THRESHOLDS);
      expect([exact.class, single.class]).toEqual([wanted, wanted]);
      expect(single.minimumRatio).toBe(exact.minimumRatio);
      expect(exact.gradientNorm < 2e-6 || exact.gradientNorm >= 5e-3).toBe(true);
      const sizes = exact.eigenvalues.map(Math.abs);
      if (wanted !== 'none_of_the_above')
        expect(Math.min(...sizes) / Math.max(...sizes)).toBeGreaterThan(2e-3);
    }
  });

  it('hold numbers that float32 holds, in the canonical form', () => {
    for (const { network: each } of made) {
      const all = [...each.w, ...each.b, ...each.x, ...each.y, each.beta];
      expect(all.every((value) => Math.fround(value) === value)).toBe(true);
      expect(Math.min(...each.w)).toBeGreaterThan(0);
      expect(Math.max(...Array.from(each.b, Math.abs))).toBeLessThanOrEqual(Math.fround(Math.PI));
      expect([each.w.length, each.x.length, each.alpha]).toEqual([8, 48, 1 / 16]);
    }
  });

  it('are the same for the same seed and others for another', () => {
    const of = (seed: string) => generateCheckpoint(seededRandom(seed), 'saddle_point');
    expect(of('one')).toEqual(of('one'));
    expect(of('one')).not.toEqual(of('two'));
  });

  describe('and the editions of the reference code', () => {
    const python = '/usr/bin/python3';
    const hasTorch = spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-hessian-'));
      for (const [index, { network: each }] of made.entries())
        writeFileSync(path.join(folder, `${String(index).padStart(3, '0')}.json`), JSON.stringify(each));
      return () => rmSync(folder, { recursive: true, force: true });
    });

    /** Class of every line `gradient norm: …, minimum ratio: …`, in the order of the files. */
    function classesOf(output: string): string[] {
      return [...output.matchAll(/^gradient norm: (\S+), minimum ratio: (\S+)$/gm)].map(([, norm, ratio]) =>
        Number(norm) >= 1e-3 ? CLASSES[2] : Number(ratio) > 0.5 ? CLASSES[0] : CLASSES[1],
      ) as string[];
    }
    const files = (): string[] =>
      made.map((_each, index) => path.join(folder, `${String(index).padStart(3, '0')}.json`));
    const wanted = made.map((each) => each.wanted);

    it.skipIf(!hasTorch)(
      'in PyTorch agrees with the server on all 300, class for class',
      { timeout: 120_000 },
      () => {
        const output = execFileSync(python, ['reference/hessian/hessian.py', ...files()], {
          encoding: 'utf8',
        });
        expect(classesOf(output)).toEqual(wanted);
      },
    );

    it('in TensorFlow.js agrees with the server on all 300, class for class', { timeout: 240_000 }, () => {
      const output = execFileSync(
        process.execPath,
        ['--import', 'tsx', 'reference/hessian/hessian.ts', ...files()],
        { encoding: 'utf8' },
      );
      expect(classesOf(output)).toEqual(wanted);
    });
  });
});
