import { z } from 'zod';
import {
  ACTIVATIONS,
  HESSIAN_MODES,
  isLayered,
  type Checkpoint,
  type LayeredNetwork,
  type SineNetwork,
} from '@/lib/quiz/hessian/network.types';

const numbers = z.array(z.number());
const matrix = z.array(numbers);
const sine = z.object({
  w: numbers,
  b: numbers,
  beta: z.number(),
  alpha: z.number(),
  x: numbers,
  y: numbers,
});
const layered = z.object({
  mode: z.enum(HESSIAN_MODES),
  activation: z.enum(ACTIVATIONS),
  layers: z.array(z.object({ weight: matrix, bias: numbers })),
  x: matrix,
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

/** A checkpoint as it is stored. */
export type StoredCheckpoint = NetworkJson | LayeredNetwork;

export function storableCheckpoint(checkpoint: Checkpoint): StoredCheckpoint {
  return isLayered(checkpoint) ? checkpoint : networkJson(checkpoint);
}

/** The stored checkpoint, a sine network or an imported one. Throws for what was never stored by us. */
export function storedCheckpoint(json: unknown): StoredCheckpoint {
  const isImported = typeof json === 'object' && json !== null && 'layers' in json;
  return isImported ? layered.parse(json) : sine.parse(json);
}

/** A stored sine network. Throws for an imported one, and for what was never stored by us. */
export function storedNetwork(json: unknown): NetworkJson {
  return sine.parse(json);
}
