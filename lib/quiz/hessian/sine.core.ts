import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

export interface Derivatives {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array[];
}

/** Loss, gradient and exact Hessian over w₁…, b₁… in closed form; `round` is applied after every operation that is kept. */
export function gradientAndHessian(
  network: SineNetwork,
  round: (value: number) => number = (v) => v,
): Derivatives {
  const { alpha, beta } = network;
  const [w, b, x, y] = [network.w, network.b, network.x, network.y].map((each) =>
    Float64Array.from(each),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [units, count] = [w.length, x.length];
  const gradient = new Float64Array(2 * units);
  const hessian = Array.from({ length: 2 * units }, () => new Float64Array(2 * units));
  const [sine, cosine] = [new Float64Array(units), new Float64Array(units)];
  let loss = 0;
  for (let i = 0; i < count; i += 1) {
    const xi = x[i] ?? 0;
    let sum = 0;
    for (let j = 0; j < units; j += 1) {
      const angle = round(round((w[j] ?? 0) * xi) + (b[j] ?? 0));
      sine[j] = round(Math.sin(angle));
      cosine[j] = round(Math.cos(angle));
      sum = round(sum + (sine[j] ?? 0));
    }
    const residual = round(round(beta + round(alpha * sum)) - (y[i] ?? 0));
    loss = round(loss + round(residual * residual));
    for (let j = 0; j < units; j += 1) {
      const cj = cosine[j] ?? 0;
      const g = round(round(((2 * alpha) / count) * residual) * cj);
      gradient[j] = round((gradient[j] ?? 0) + round(g * xi));
      gradient[units + j] = round((gradient[units + j] ?? 0) + g);
      for (let k = 0; k <= j; k += 1) {
        const same = j === k ? alpha * residual * (sine[j] ?? 0) : 0;
        const h = round((2 / count) * round(alpha * alpha * cj * (cosine[k] ?? 0) - same));
        add(hessian, j, k, round(h * xi * xi), round);
        add(hessian, units + j, units + k, h, round);
        add(hessian, units + j, k, round(h * xi), round);
        if (j !== k) add(hessian, units + k, j, round(h * xi), round);
      }
    }
  }
  return { loss: round(loss / count), gradient, hessian };
}

function add(
  matrix: Float64Array[],
  row: number,
  column: number,
  value: number,
  round: (value: number) => number,
): void {
  const upper = matrix[column];
  const lower = matrix[row];
  if (!upper || !lower) return;
  const sum = round((lower[column] ?? 0) + value);
  lower[column] = sum;
  upper[row] = sum;
}
