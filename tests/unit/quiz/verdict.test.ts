import { describe, expect, it } from 'vitest';
import { eigenvalues, eigenvaluesByBisection } from '@/lib/quiz/hessian/eigenvalues.core';
import { curved, evaluate, withUnitsIn } from '@/lib/quiz/hessian/evaluate.core';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import type { LayeredNetwork, SineNetwork } from '@/lib/quiz/hessian/network.types';
import { seededRandom } from '@/lib/quiz/hessian/random';
import { assess } from '@/lib/quiz/hessian/verdict.core';
import { layeredNetwork, SHAPE_OF_2021, sineNetwork } from './support/checkpoints';

const ALL_CRITICAL = { gradientNorm: 1e9, minimumRatio: 0.5 };

describe('a class that rounding could change', () => {
  const of2021 = Array.from({ length: 6 }, (_, n) =>
    layeredNetwork(`2021 ${n}`, SHAPE_OF_2021, 'relu', 'gauss-newton-2021'),
  );

  const verdicts = of2021.map((network) => assess(network, ALL_CRITICAL));

  it('is ambiguous for every critical checkpoint of 2021: the signs of its zeros decide', () => {
    for (const { evaluation, doubts } of verdicts) {
      expect(evaluation.class).not.toBe('none_of_the_above');
      expect(doubts.join()).toMatch(/2[45][0-9] of 256 eigenvalues are within rounding of zero/);
    }
  });

  it('does change for some of them, by precision, solver or the order of the units', () => {
    const words = verdicts.flatMap(({ doubts }) => doubts).join();
    expect(words).toMatch(/(float32|another solver|another order of the units) says/);
  });

  it('is not ambiguous where the gradient alone decides, whatever the eigenvalues', () => {
    for (const network of of2021) {
      const { evaluation, doubts } = assess(network, { gradientNorm: 1e-9, minimumRatio: 0.5 });
      expect(evaluation.class).toBe('none_of_the_above');
      expect(doubts).toEqual([]);
    }
  });

  it('is ambiguous for a flat direction that holds the balance, and not for one that does not', () => {
    // A unit twice is an exact flat direction of a sine network; the threshold lies beside or far from its share.
    const one = sineNetwork('flat', 3, 20);
    const [w, b] = [[...one.w], [...one.b]];
    const twice: SineNetwork = {
      ...one,
      w: [...w, w[0]!],
      b: [...b, b[0]!],
      y: fitted({ ...one, w: [...w, w[0]!], b: [...b, b[0]!] }),
    };
    const spectrum = evaluate(twice, ALL_CRITICAL).eigenvalues;
    const largest = Math.max(...spectrum);
    const zeros = spectrum.filter((value) => Math.abs(value) < 1e-12 * largest).length;
    expect(zeros).toBe(2);
    const sure = (spectrum.length - zeros) / spectrum.length;
    expect(assess(twice, { gradientNorm: 1, minimumRatio: sure }).doubts.join()).toMatch(
      /2 of 8 eigenvalues/,
    );
    expect(assess(twice, { gradientNorm: 1, minimumRatio: sure - 0.01 }).doubts).toEqual([]);
  });

  it('A48: is never ambiguous for a generated checkpoint', () => {
    for (const wanted of ['local_minima_like', 'saddle_point', 'none_of_the_above'] as const)
      for (let n = 0; n < 10; n += 1) {
        const { evaluation, doubts } = assess(generateCheckpoint(seededRandom(`verdict ${n}`), wanted));
        expect([evaluation.class, doubts]).toEqual([wanted, []]);
      }
  });

  it('is ambiguous where float32 and float64 lie on two sides of the gradient threshold', () => {
    const network = sineNetwork('norm', 4, 20);
    const [double, single] = (['float64', 'float32'] as const).map(
      (each) => curved(network, each).gradientNorm,
    );
    expect(double).not.toBe(single);
    const between = { gradientNorm: (double! + single!) / 2, minimumRatio: 0.5 };
    expect(assess(network, between).doubts.join()).toMatch(/float64 says .*, float32 says/);
  });
});

/** Targets that a network meets exactly: its Hessian is then a Gauss–Newton matrix, and its gradient 0. */
function fitted({ w, b, beta, alpha, x }: SineNetwork): number[] {
  return Array.from(
    x,
    (at) => beta + alpha * Array.from(w, (each, j) => Math.sin(each * at + b[j]!)).reduce((s, v) => s + v, 0),
  );
}

describe('the order of the units', () => {
  it('changes neither loss, gradient norm nor eigenvalues, of one layer, two and of sine units', () => {
    const reverse = (count: number): number[] => Array.from({ length: count }, (_, k) => count - 1 - k);
    const networks: (LayeredNetwork | SineNetwork)[] = [
      layeredNetwork('one', { inputs: 2, hidden: [5], points: 7 }, 'tanh'),
      layeredNetwork('two', { inputs: 2, hidden: [3, 4], points: 7 }, 'softplus'),
      sineNetwork('sine', 6, 15),
    ];
    for (const network of networks) {
      const [here, there] = [evaluate(network), evaluate(withUnitsIn(network, reverse))];
      expect(withUnitsIn(network, reverse)).not.toEqual(network);
      expect(there.loss).toBeCloseTo(here.loss, 13);
      expect(there.gradientNorm).toBeCloseTo(here.gradientNorm, 12);
      for (const [k, value] of here.eigenvalues.entries())
        expect(there.eigenvalues[k]).toBeCloseTo(value, 12);
    }
  });
});

describe('the second solver', () => {
  it('finds the eigenvalues of the first, in float32 to its own precision', () => {
    for (let size = 1; size <= 24; size += 1) {
      const random = seededRandom(`matrix ${size}`);
      const matrix = Array.from({ length: size }, () => new Float64Array(size));
      for (let i = 0; i < size; i += 1)
        for (let j = 0; j <= i; j += 1) matrix[i]![j] = matrix[j]![i] = 2 * random() - 1;
      const wanted = eigenvalues(matrix);
      const scale = Math.max(...wanted.map(Math.abs));
      const far = (found: number[]) =>
        Math.max(...found.map((value, k) => Math.abs(value - wanted[k]!))) / scale;
      expect(far(eigenvaluesByBisection(matrix, 'float64'))).toBeLessThan(1e-13);
      expect(far(eigenvaluesByBisection(matrix, 'float32'))).toBeLessThan(2e-6);
    }
  });

  it('takes matrices of zeros and diagonal ones', () => {
    const diagonal = [3, -1, 0].map((value, i) => Float64Array.from([0, 1, 2], (j) => (i === j ? value : 0)));
    expect(
      eigenvaluesByBisection(diagonal, 'float64').map((value) => Math.round(1e9 * value) / 1e9 + 0),
    ).toEqual([-1, 0, 3]);
    expect(
      eigenvaluesByBisection([new Float64Array(2), new Float64Array(2)], 'float64').map((value) => value + 0),
    ).toEqual([0, 0]);
  });
});
