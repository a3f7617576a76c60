import { ok, type Result } from '@/lib/platform/result';
import { bad, shapeText, type Contents, type Tensor } from '@/lib/quiz/hessian/files/tensors.core';
import { SHAPE_2021 } from '@/lib/quiz/hessian/gauss-newton.core';
import {
  ACTIVATIONS,
  HESSIAN_MODES,
  type Activation,
  type DenseLayer,
  type HessianMode,
  type LayeredNetwork,
} from '@/lib/quiz/hessian/network.types';

/** Beyond it eigenvalues take more than seconds; the network of 2021 has 385. */
const PARAMETERS_MAX = 512;
/** An exact Hessian costs a product of two parameters for every point. */
const POINTS_MAX = 2_000;
const WEIGHT = /^(.*)\.weight$/;

/** Whether the file holds layers, as PyTorch names them, instead of a sine network. */
export function isLayeredFile({ tensors }: Contents): boolean {
  return [...tensors.keys()].some((name) => WEIGHT.test(name));
}

/**
 * The network of a file with `….weight` [outputs, inputs] and `….bias` [outputs], ordered by the numbers in their names (so
 * `regressor.10` comes after `regressor.2`); the last is the readout. `mode` is exact where the file says nothing.
 */
export function layeredOf({ tensors, words }: Contents): Result<LayeredNetwork> {
  const activation = wordOf(words, 'activation', ACTIVATIONS, null);
  if (!activation.ok) return activation;
  const mode = wordOf(words, 'mode', HESSIAN_MODES, 'exact');
  if (!mode.ok) return mode;
  const data = pointsOf(tensors);
  if (!data.ok) return data;
  const layers = layersOf(tensors, data.value.x[0]?.length ?? 0);
  if (!layers.ok) return layers;
  const network = { mode: mode.value, activation: activation.value, layers: layers.value, ...data.value };
  return mode.value === 'exact' ? withinLimits(network) : as2021(network);
}

/** Names and shapes of a network's tensors, in the order in which they are written. */
export function layeredTensors(network: LayeredNetwork): {
  readonly name: string;
  readonly shape: number[];
  readonly values: Float32Array;
}[] {
  const { layers, x, y } = network;
  const matrix = (name: string, rows: readonly (readonly number[])[]) => ({
    name,
    shape: [rows.length, rows[0]?.length ?? 0],
    values: Float32Array.from(rows.flat()),
  });
  return [
    // Every other place is an activation's, as in a Sequential.
    ...layers.flatMap(({ weight, bias }, index) => [
      matrix(`${2 * index}.weight`, weight),
      { name: `${2 * index}.bias`, shape: [bias.length], values: Float32Array.from(bias) },
    ]),
    matrix('x', x),
    { name: 'y', shape: [y.length], values: Float32Array.from(y) },
  ];
}

function wordOf<Word extends Activation | HessianMode>(
  words: Contents['words'],
  name: string,
  known: readonly Word[],
  usual: Word | null,
): Result<Word> {
  const found = words.get(name);
  const word = found === undefined ? usual : known.find((each) => each === found.toLowerCase());
  if (word) return ok(word);
  return bad(
    `${name}: ${found === undefined ? 'not given' : `${found} given`}, expected ${known.join(', ')}.`,
  );
}

function pointsOf(
  tensors: Contents['tensors'],
): Result<{ readonly x: readonly (readonly number[])[]; readonly y: readonly number[] }> {
  const [x, y] = [tensors.get('x'), tensors.get('y')];
  if (!x || !y) return bad(`has no tensor ${x ? 'y' : 'x'}; found: ${[...tensors.keys()].join(', ')}.`);
  const [points = 0, inputs = 1] = x.shape;
  if (x.shape.length < 1 || x.shape.length > 2 || points * inputs === 0)
    return bad(`tensor x: shape found ${shapeText(x.shape)}, expected [points] or [points, inputs].`);
  if (y.values.length !== points || y.shape[0] !== points || y.shape.length > 2)
    return bad(`tensor y: shape found ${shapeText(y.shape)}, expected [${points}] or [${points}, 1].`);
  if (points > POINTS_MAX) return bad(`has ${points} points; at most ${POINTS_MAX} are taken.`);
  return ok({ x: rowsOf({ shape: [points, inputs], values: x.values }), y: [...y.values] });
}

function layersOf(tensors: Contents['tensors'], inputs: number): Result<readonly DenseLayer[]> {
  const names = [...tensors.keys()].flatMap((name) => WEIGHT.exec(name)?.[1] ?? []).sort(byNumbers);
  if (names.length < 2 || names.length > 3)
    return bad(`has ${names.length} layers; expected one or two hidden layers and the readout.`);
  const layers: DenseLayer[] = [];
  let width = inputs;
  for (const [index, name] of names.entries()) {
    const [weight, bias] = [tensors.get(`${name}.weight`), tensors.get(`${name}.bias`)];
    if (!weight || !bias) return bad(`has no tensor ${name}.bias.`);
    const outputs = index === names.length - 1 ? 1 : (weight.shape[0] ?? 0);
    if (
      weight.shape.length !== 2 ||
      weight.shape[0] !== outputs ||
      weight.shape[1] !== width ||
      outputs === 0
    )
      return bad(
        `tensor ${name}.weight: shape found ${shapeText(weight.shape)}, expected ${shapeText([outputs || 'one or more', width])}.`,
      );
    if (bias.shape.length !== 1 || bias.shape[0] !== outputs)
      return bad(`tensor ${name}.bias: shape found ${shapeText(bias.shape)}, expected [${outputs}].`);
    layers.push({ weight: rowsOf(weight), bias: [...bias.values] });
    width = outputs;
  }
  return ok(layers);
}

function withinLimits(network: LayeredNetwork): Result<LayeredNetwork> {
  const count = network.layers.reduce(
    (sum, { weight, bias }) => sum + bias.length * ((weight[0]?.length ?? 0) + 1),
    0,
  );
  if (count <= PARAMETERS_MAX) return ok(network);
  return bad(`has ${count} parameters; at most ${PARAMETERS_MAX} are taken.`);
}

/** Refuses what the mode of 2021 is not defined for. */
function as2021(network: LayeredNetwork): Result<LayeredNetwork> {
  const { units, points } = SHAPE_2021;
  const [hidden] = network.layers;
  const isShaped =
    network.layers.length === 2 && hidden?.weight.length === units && hidden.weight[0]?.length === 1;
  if (!isShaped) {
    const found = network.layers.map(({ weight }) => shapeText([weight.length, weight[0]?.length ?? 0]));
    return bad(
      `mode gauss-newton-2021: weights of shapes found ${found.join(', ')}, expected [${units}, 1], [1, ${units}].`,
    );
  }
  if (network.activation !== 'relu')
    return bad(`mode gauss-newton-2021: activation ${network.activation} given, expected relu.`);
  if (network.x.length !== points)
    return bad(`mode gauss-newton-2021: tensor x: ${network.x.length} points found, expected ${points}.`);
  return ok(network);
}

function rowsOf({ shape, values }: Tensor): number[][] {
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}

/** Names in the order of the numbers in them. */
function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
