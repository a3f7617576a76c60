import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradientAndHessian } from '@/lib/quiz/hessian/sine.core';
import { gaussNewton2021, key2021 } from '@/lib/quiz/hessian/gauss-newton.core';
import { layeredDerivatives } from '@/lib/quiz/hessian/layered.core';
import { ACTIVATIONS, type DenseLayer, type LayeredNetwork } from '@/lib/quiz/hessian/network.types';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import {
  anyLayered,
  hasTorch,
  layeredNetwork,
  pytorch,
  SHAPE_OF_2021,
  sineNetwork,
} from './support/checkpoints';

interface Exact {
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

/** Largest difference, as a share of the largest value. */
function farthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(...Array.from(wanted, Math.abs), 1e-30);
  return Math.max(...Array.from(found, (each, k) => Math.abs(each - (wanted[k] ?? NaN)))) / scale;
}

const parametersOf = ({ layers }: LayeredNetwork): number[] =>
  layers.flatMap(({ weight, bias }) => [...weight.flat(), ...bias]);

function withParameters(network: LayeredNetwork, theta: readonly number[]): LayeredNetwork {
  const left = [...theta];
  const layers = network.layers.map(({ weight, bias }): DenseLayer => ({
    weight: weight.map((row) => left.splice(0, row.length)),
    bias: left.splice(0, bias.length),
  }));
  return { ...network, layers };
}

describe('the exact Hessian of an imported network', () => {
  it('agrees with central differences of its gradient, and the gradient with those of the loss', () => {
    // ReLU has kinks, at which differences mean nothing; PyTorch holds it below.
    const smooth = anyLayered.filter(({ activation }) => activation !== 'relu');
    fc.assert(
      fc.property(smooth, (network) => {
        const theta = parametersOf(network);
        const { gradient, hessian } = layeredDerivatives(network, 'float64');
        const h = 1e-5;
        for (const [k] of theta.entries()) {
          const [up, down] = [h, -h].map((step) =>
            layeredDerivatives(
              withParameters(
                network,
                theta.map((value, place) => value + (place === k ? step : 0)),
              ),
              'float64',
            ),
          );
          expect(Math.abs((up!.loss - down!.loss) / (2 * h) - gradient[k]!)).toBeLessThan(1e-7);
          for (const [j, value] of hessian[k]!.entries())
            expect(Math.abs((up!.gradient[j]! - down!.gradient[j]!) / (2 * h) - value)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.skipIf(!hasTorch)(
    'agrees with the double backward of PyTorch to 1e-10, every activation, one and two layers',
    () => {
      const networks = ACTIVATIONS.flatMap((activation) => [
        ...[1, 2, 3, 4, 5].map((n) =>
          layeredNetwork(`one ${n}`, { inputs: n, hidden: [2 * n], points: 4 + n }, activation),
        ),
        ...[1, 2, 3, 4, 5].map((n) =>
          layeredNetwork(`two ${n}`, { inputs: n, hidden: [n + 1, 6 - n], points: 9 }, activation),
        ),
      ]);
      const answers = pytorch<Exact>(networks);
      for (const [index, network] of networks.entries()) {
        const { loss, gradient, hessian } = layeredDerivatives(network, 'float64');
        const wanted = answers[index]!;
        expect(Math.abs(loss - wanted.loss)).toBeLessThan(1e-12);
        expect(farthest(gradient, wanted.gradient)).toBeLessThan(1e-10);
        expect(
          farthest(
            hessian.flatMap((row) => [...row]),
            wanted.hessian.flat(),
          ),
        ).toBeLessThan(1e-10);
      }
    },
    60_000,
  );

  it.skipIf(!hasTorch)(
    'of sine networks agrees with the double backward of PyTorch to 1e-10',
    () => {
      const networks = Array.from({ length: 40 }, (_, n) => sineNetwork(`sine ${n}`, 1 + (n % 8), 1 + 3 * n));
      const answers = pytorch<Exact>(networks);
      for (const [index, network] of networks.entries()) {
        const { loss, gradient, hessian } = gradientAndHessian(network);
        const wanted = answers[index]!;
        expect(Math.abs(loss - wanted.loss)).toBeLessThan(1e-12);
        expect(farthest(gradient, wanted.gradient)).toBeLessThan(1e-10);
        expect(
          farthest(
            hessian.flatMap((row) => [...row]),
            wanted.hessian.flat(),
          ),
        ).toBeLessThan(1e-10);
      }
    },
    60_000,
  );

  it('in float32 is the one in float64 but for rounding', () => {
    fc.assert(
      fc.property(anyLayered, (network) => {
        const [double, single] = (['float64', 'float32'] as const).map((each) =>
          layeredDerivatives(network, each),
        );
        expect(
          farthest(
            single!.hessian.flatMap((row) => [...row]),
            double!.hessian.flatMap((row) => [...row]),
          ),
        ).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the quiz of 2021', () => {
  const network = (seed: string): LayeredNetwork =>
    layeredNetwork(seed, SHAPE_OF_2021, 'relu', 'gauss-newton-2021');

  it.skipIf(!hasTorch)(
    'has the norm and the matrices of its definition, computed by PyTorch',
    () => {
      const networks = ['a', 'b', 'c', 'd'].map(network);
      const answers = pytorch<{ gradientNorm: number; matrices: number[][][] }>(networks);
      for (const [index, each] of networks.entries()) {
        const found = gaussNewton2021(each, 'float64');
        const wanted = answers[index]!;
        expect(Math.abs(found.gradientNorm / wanted.gradientNorm - 1)).toBeLessThan(1e-10);
        for (const layer of [0, 1])
          expect(
            farthest(
              found.matrices[layer]!.flatMap((row) => [...row]),
              wanted.matrices[layer]!.flat(),
            ),
          ).toBeLessThan(1e-10);
      }
    },
    60_000,
  );

  it('has at most six eigenvalues a layer that are more than rounding', () => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const { eigenvalues } = evaluate(network(seed));
      expect(eigenvalues).toHaveLength(256);
      const largest = Math.max(...eigenvalues);
      expect(eigenvalues.filter((value) => value > 1e-12 * largest).length).toBeLessThanOrEqual(12);
      expect(eigenvalues[0]!).toBeGreaterThan(-1e-12 * largest);
    }
  });

  it('chose one of ten checkpoints by the last character of the student ID', () => {
    expect(['b09901017', 'r09922000', 'd0992210a', 'T0990210B'].map(key2021)).toEqual([7, 0, 7, 6]);
  });
});
