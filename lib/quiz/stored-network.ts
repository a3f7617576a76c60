import { z } from 'zod';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

const numbers = z.array(z.number());
const schema = z.object({
  w: numbers,
  b: numbers,
  beta: z.number(),
  alpha: z.number(),
  x: numbers,
  y: numbers,
});

/** The network as plain JSON: lists of numbers, which JSON gives back bit for bit. */
export interface NetworkJson {
  readonly w: number[];
  readonly b: number[];
  readonly beta: number;
  readonly alpha: number;
  readonly x: number[];
  readonly y: number[];
}

export function networkJson(network: SineNetwork): NetworkJson {
  const { w, b, beta, alpha, x, y } = network;
  return { w: [...w], b: [...b], beta, alpha, x: [...x], y: [...y] };
}

/** The network of a stored checkpoint. Throws for what was never stored by us. */
export function storedNetwork(json: unknown): NetworkJson {
  return schema.parse(json);
}
