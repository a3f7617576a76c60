import { describe, expect, it } from 'vitest';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import { seededRandom } from '@/lib/quiz/hessian/random';
import { curvatureOf, lossAlong, lossAt, lossSlice, positions, signedLog } from '@/lib/quiz/landscape.core';
import { makeCheckpoint } from '@/lib/quiz/make-checkpoint';

const THRESHOLDS = { gradientNorm: 1e-3, minimumRatio: 0.5 };
/** Two units, three points; numbers worked out independently. */
const TINY = { w: [3, -2], b: [0.5, 1], beta: 0.1, alpha: 1 / 16, x: [-0.5, 0.2, 0.8], y: [0.1, 0, -0.05] };
const TINY_LOSS = 0.017769286767036;
const TINY_GRADIENT = [-3.522354786442e-3, 4.917528020698e-3, -1.540593882804e-3, 1.095344496649e-2];
const TINY_EIGENVALUES = [-5.144661267445e-3, -4.672884799278e-4, 5.207881616396e-4, 6.761957173254e-3];

describe('the landscape around a checkpoint', () => {
  it('has the loss, slopes and curvatures of the worked example', () => {
    expect(lossAt(TINY, [])).toBeCloseTo(TINY_LOSS, 14);
    TINY_GRADIENT.forEach((slope, index) => {
      const step = (length: number) => TINY_GRADIENT.map((_, at) => (at === index ? length : 0));
      const difference = (lossAt(TINY, step(1e-5)) - lossAt(TINY, step(-1e-5))) / 2e-5;
      expect(difference).toBeCloseTo(slope, 10);
    });
    curvatureOf(TINY).eigenvalues.forEach((value, index) =>
      expect(value).toBeCloseTo(TINY_EIGENVALUES[index]!, 13),
    );
    const evaluation = evaluate(TINY, THRESHOLDS);
    expect(evaluation.gradientNorm).toBeCloseTo(0.012607158729131, 13);
    expect(evaluation).toMatchObject({ minimumRatio: 0.5, class: 'none_of_the_above' });
  });

  it('bends along each eigenvector of a saddle as its eigenvalue says: some up, some down', () => {
    const saddle = generateCheckpoint(seededRandom('a saddle'), 'saddle_point');
    const { eigenvalues, eigenvectors } = curvatureOf(saddle);
    expect(eigenvalues.some((each) => each < 0) && eigenvalues.some((each) => each > 0)).toBe(true);
    const step = 1e-3;
    eigenvalues.forEach((eigenvalue, index) => {
      const [below = 0, here = 0, above = 0] = lossAlong(saddle, eigenvectors[index]!, [-step, 0, step]);
      const bend = (above - 2 * here + below) / step ** 2;
      expect(Math.sign(bend)).toBe(Math.sign(eigenvalue));
      expect(Math.abs(bend / eigenvalue - 1)).toBeLessThan(0.05);
    });
  });

  it('is drawn on a grid with the checkpoint in the middle, columns along the first direction', () => {
    const at = positions(0.5, 5);
    expect(at).toEqual([-0.5, -0.25, 0, 0.25, 0.5]);
    const grid = lossSlice(TINY, [1, 0, 0, 0], [0, 0, 1, 0], at);
    expect(grid[2]?.[2]).toBe(lossAt(TINY, []));
    expect(grid[4]?.[1]).toBe(lossAt(TINY, [-0.25, 0, 0.5, 0]));
  });

  it('has an axis that keeps signs and counts decades', () => {
    expect(signedLog(0, 1e-6)).toBe(0);
    expect(signedLog(-1e-2, 1e-6)).toBeCloseTo(-4, 3);
    expect(signedLog(1e-2, 1e-6)).toBe(-signedLog(-1e-2, 1e-6));
  });
});

describe('a made checkpoint', () => {
  it.each(['local_minima_like', 'saddle_point', 'none_of_the_above'] as const)(
    'is a %s in float64 and float32, well clear of the thresholds, and the same again from its seed',
    (wanted) => {
      for (let index = 0; index < 8; index += 1) {
        const made = makeCheckpoint(`seed ${index}`, wanted, THRESHOLDS);
        expect(made.class).toBe(wanted);
        expect(made.ambiguous).toBeNull();
        if (wanted === 'none_of_the_above') expect(made.gradientNorm).toBeGreaterThanOrEqual(5e-3);
        else {
          expect(made.gradientNorm).toBeLessThan(2e-6);
          expect(made.eigenMargin).toBeGreaterThanOrEqual(2e-3);
        }
        expect(makeCheckpoint(`seed ${index}`, wanted, THRESHOLDS)).toEqual(made);
      }
    },
  );

  it('cannot be made where no checkpoint can have the class wanted', () => {
    expect(() => makeCheckpoint('seed', 'saddle_point', { gradientNorm: 1e-30, minimumRatio: 0.5 })).toThrow(
      /passes the quiz's thresholds/,
    );
  });
});
