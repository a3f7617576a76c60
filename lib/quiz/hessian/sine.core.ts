import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

export interface Derivatives {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array[];
}

/**
 * Loss, gradient (2·units: ∂L/∂w, then ∂L/∂b) and exact Hessian in closed form, in float64. With a = w_j x + b_j, S = sin a,
 * C = cos a, r = f − y: ∂L/∂b_j = (2α/n) Σ r C_j; ∂²L/∂b_j∂b_k = (2/n) Σ (α² C_j C_k − δ_jk α r S_j); each w in place of a b
 * gives a factor x.
 */
export function gradientAndHessian(network: SineNetwork): Derivatives {
  const { alpha, beta } = network;
  const w = Float64Array.from(network.w);
  const b = Float64Array.from(network.b);
  const x = Float64Array.from(network.x);
  const y = Float64Array.from(network.y);
  const units = w.length;
  const count = x.length;
  const gradient = new Float64Array(2 * units);
  const sine = new Float64Array(units);
  const cosine = new Float64Array(units);
  // Flat, lower triangles: this runs some forty times for every checkpoint made.
  const bb = new Float64Array(units * units);
  const wb = new Float64Array(units * units);
  const ww = new Float64Array(units * units);
  let loss = 0;
  for (let i = 0; i < count; i += 1) {
    const xi = x[i] as number;
    let sum = 0;
    for (let j = 0; j < units; j += 1) {
      const angle = (w[j] as number) * xi + (b[j] as number);
      const s = Math.sin(angle);
      sine[j] = s;
      cosine[j] = Math.cos(angle);
      sum += s;
    }
    const residual = beta + alpha * sum - (y[i] as number);
    loss += residual * residual;
    for (let j = 0; j < units; j += 1) {
      const cj = cosine[j] as number;
      const slope = residual * cj;
      gradient[j] = (gradient[j] as number) + slope * xi;
      gradient[units + j] = (gradient[units + j] as number) + slope;
      for (let k = 0; k <= j; k += 1) {
        let bend = alpha * cj * (cosine[k] as number);
        if (j === k) bend -= residual * (sine[j] as number);
        const at = j * units + k;
        bb[at] = (bb[at] as number) + bend;
        wb[at] = (wb[at] as number) + bend * xi;
        ww[at] = (ww[at] as number) + bend * xi * xi;
      }
    }
  }
  const scale = (2 * alpha) / count;
  return {
    loss: loss / count,
    gradient: gradient.map((each) => each * scale),
    hessian: assemble(units, scale, ww, wb, bb),
  };
}

function assemble(
  units: number,
  scale: number,
  ww: Float64Array,
  wb: Float64Array,
  bb: Float64Array,
): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let j = 0; j < 2 * units; j += 1) rows.push(new Float64Array(2 * units));
  for (let j = 0; j < units; j += 1) {
    const upper = rows[j] as Float64Array;
    const lower = rows[units + j] as Float64Array;
    for (let k = 0; k < units; k += 1) {
      const at = j >= k ? j * units + k : k * units + j;
      upper[k] = scale * (ww[at] as number);
      upper[units + k] = scale * (wb[at] as number);
      lower[k] = scale * (wb[at] as number);
      lower[units + k] = scale * (bb[at] as number);
    }
  }
  return rows;
}

/** The same with every operation that is kept rounded to float32. */
export function gradientAndHessianFloat32(network: SineNetwork): Derivatives {
  const round = Math.fround;
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
