import { activationAt } from '@/lib/quiz/hessian/activation.core';
import { asFloats, at, floats, type Floats } from '@/lib/quiz/hessian/floats.core';
import type { Activation, LayeredNetwork, Precision } from '@/lib/quiz/hessian/network.types';
import type { Derivatives } from '@/lib/quiz/hessian/sine.core';

/** A layer's numbers in one precision. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major, outputs × inputs. */
  readonly weight: Floats;
  readonly bias: Floats;
  /** Where its weights begin among all parameters; its biases follow them. */
  readonly start: number;
}

/** What one point leaves behind on its way through the network and back. */
interface Pass {
  /** The layers' inputs: the point itself, then the activations of each hidden layer. */
  readonly inputs: readonly Floats[];
  /** φ′ and φ″ of each hidden layer. */
  readonly slopes: readonly Floats[];
  readonly bends: readonly Floats[];
  /** ∂f/∂z of each layer, and ∂f/∂a of each hidden layer. */
  readonly deltas: readonly Floats[];
  readonly errors: readonly Floats[];
  readonly output: number;
}

/** How many parameters a network has. */
export function parameterCount({ layers }: Pick<LayeredNetwork, 'layers'>): number {
  return layers.reduce(
    (sum, { weight, bias }) => sum + weight.length * (weight[0]?.length ?? 0) + bias.length,
    0,
  );
}

/**
 * Loss mean((f − y)²), gradient and exact Hessian over all parameters in PyTorch's order (each layer's weights row by row,
 * then its biases). H = (2/n) Σ (∇f ∇fᵀ + r ∇²f); the rows of ∇²f come from differentiating back-propagation along each
 * parameter (B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994).
 */
export function layeredDerivatives(network: LayeredNetwork, precision: Precision): Derivatives {
  const layers = layersIn(network, precision);
  const size = parameterCount(network);
  const [points, scale] = [network.x.length, 2 / network.x.length];
  const gradient = floats(precision, size);
  const hessian = Array.from({ length: size }, () => floats(precision, size));
  let loss = 0;
  for (let point = 0; point < points; point += 1) {
    const pass = passOf(network.activation, layers, asFloats(precision, network.x[point] ?? []), precision);
    const residual = pass.output - (network.y[point] ?? NaN);
    loss += residual * residual;
    const slope = outputGradient(layers, pass, size, precision);
    for (let k = 0; k < size; k += 1) gradient[k] = at(gradient, k) + scale * residual * at(slope, k);
    for (const [layer, { inputs, outputs, start }] of layers.entries())
      for (let local = 0; local < outputs * (inputs + 1); local += 1) {
        const curve = outputHessianRow(layers, pass, layer, local, size, precision);
        addRow(hessian[start + local] as Floats, slope, at(slope, start + local), curve, residual, scale);
      }
  }
  return {
    loss: loss / points,
    gradient: Float64Array.from(gradient),
    hessian: symmetric(hessian.map((row) => Float64Array.from(row))),
  };
}

/** Gradients of the output by each layer's weights alone, a list for each point: what the mode of 2021 is made of. */
export function outputGradients(
  network: LayeredNetwork,
  precision: Precision,
): { readonly output: number; readonly weights: readonly Floats[] }[] {
  const layers = layersIn(network, precision);
  return network.x.map((point) => {
    const pass = passOf(network.activation, layers, asFloats(precision, point), precision);
    const slope = outputGradient(layers, pass, parameterCount(network), precision);
    const weights = layers.map(({ start, inputs, outputs }) => slope.slice(start, start + inputs * outputs));
    return { output: pass.output, weights };
  });
}

function layersIn({ layers }: LayeredNetwork, precision: Precision): Layer[] {
  let start = 0;
  return layers.map(({ weight, bias }) => {
    const inputs = weight[0]?.length ?? 0;
    const layer = {
      inputs,
      outputs: weight.length,
      weight: asFloats(precision, weight.flat()),
      bias: asFloats(precision, bias),
      start,
    };
    start += weight.length * (inputs + 1);
    return layer;
  });
}

function passOf(activation: Activation, layers: readonly Layer[], point: Floats, precision: Precision): Pass {
  const [inputs, slopes, bends]: [Floats[], Floats[], Floats[]] = [[point], [], []];
  let output = 0;
  for (const [index, layer] of layers.entries()) {
    const z = forward(layer, inputs[index] as Floats, precision);
    if (index === layers.length - 1) output = at(z, 0);
    else {
      const values = [...z].map((each) => activationAt(activation, each));
      inputs.push(
        asFloats(
          precision,
          values.map((each) => each.value),
        ),
      );
      slopes.push(
        asFloats(
          precision,
          values.map((each) => each.slope),
        ),
      );
      bends.push(
        asFloats(
          precision,
          values.map((each) => each.bend),
        ),
      );
    }
  }
  const deltas: Floats[] = [asFloats(precision, [1])];
  const errors: Floats[] = [];
  for (let index = layers.length - 1; index > 0; index -= 1) {
    const error = backward(layers[index] as Layer, deltas[0] as Floats, precision);
    errors.unshift(error);
    deltas.unshift(error.map((each, j) => each * at(slopes[index - 1] as Floats, j)));
  }
  return { inputs, slopes, bends, deltas, errors, output };
}

function forward({ inputs, outputs, weight, bias }: Layer, input: Floats, precision: Precision): Floats {
  const z = floats(precision, outputs);
  for (let i = 0; i < outputs; i += 1) {
    let sum = at(bias, i);
    for (let j = 0; j < inputs; j += 1) sum += at(weight, i * inputs + j) * at(input, j);
    z[i] = sum;
  }
  return z;
}

function backward({ inputs, outputs, weight }: Layer, delta: Floats, precision: Precision): Floats {
  const error = floats(precision, inputs);
  for (let i = 0; i < outputs; i += 1) {
    const own = at(delta, i);
    if (own === 0) continue;
    for (let j = 0; j < inputs; j += 1) error[j] = at(error, j) + at(weight, i * inputs + j) * own;
  }
  return error;
}

function outputGradient(layers: readonly Layer[], pass: Pass, size: number, precision: Precision): Floats {
  const gradient = floats(precision, size);
  for (const [index, layer] of layers.entries())
    addOuter(gradient, layer, pass.deltas[index] as Floats, pass.inputs[index] as Floats, 1);
  return gradient;
}

/** Adds delta · inputᵀ at the layer's weights and, times `biases`, delta at its biases. */
function addOuter(into: Floats, layer: Layer, delta: Floats, input: Floats, biases: 0 | 1): void {
  const { inputs, outputs, start } = layer;
  for (let i = 0; i < outputs; i += 1) {
    const own = at(delta, i);
    if (own === 0) continue;
    const row = start + i * inputs;
    for (let j = 0; j < inputs; j += 1) into[row + j] = at(into, row + j) + own * at(input, j);
    const bias = start + outputs * inputs + i;
    into[bias] = at(into, bias) + biases * own;
  }
}

/** Row of ∇²f at the layer's parameter `local`: how the gradient of f changes when that parameter does. */
function outputHessianRow(
  layers: readonly Layer[],
  pass: Pass,
  layer: number,
  local: number,
  size: number,
  precision: Precision,
): Floats {
  const { inputs, outputs } = layers[layer] as Layer;
  const isBias = local >= inputs * outputs;
  const unit = isBias ? local - inputs * outputs : Math.floor(local / inputs);
  const column = isBias ? -1 : local % inputs;
  // Forward: how each z and each layer's input changes. Nothing does before the layer the parameter is in.
  const dz = layers.map(({ outputs: count }) => floats(precision, count));
  const dInputs = layers.map(({ inputs: count }) => floats(precision, count));
  (dz[layer] as Floats)[unit] = isBias ? 1 : at(pass.inputs[layer] as Floats, column);
  for (let index = layer; index < layers.length; index += 1) {
    const own = dz[index] as Floats;
    if (index > layer) addProduct(layers[index] as Layer, dInputs[index] as Floats, own);
    const [next, slopes] = [dInputs[index + 1], pass.slopes[index]];
    if (next && slopes) for (let j = 0; j < next.length; j += 1) next[j] = at(slopes, j) * at(own, j);
  }
  // Backward: how each delta changes, and with it the gradient.
  const row = floats(precision, size);
  let dDelta = floats(precision, 1);
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const [own, delta] = [layers[index] as Layer, pass.deltas[index] as Floats];
    addOuter(row, own, dDelta, pass.inputs[index] as Floats, 1);
    addOuter(row, own, delta, dInputs[index] as Floats, 0);
    if (index === 0) break;
    const dError = backward(own, dDelta, precision);
    if (index === layer && !isBias) dError[column] = at(dError, column) + at(delta, unit);
    const [slopes, bends] = [pass.slopes[index - 1] as Floats, pass.bends[index - 1] as Floats];
    const [error, before] = [pass.errors[index - 1] as Floats, dz[index - 1] as Floats];
    dDelta = dError.map((each, j) => each * at(slopes, j) + at(error, j) * at(bends, j) * at(before, j));
  }
  return row;
}

function addProduct({ inputs, outputs, weight }: Layer, vector: Floats, into: Floats): void {
  for (let i = 0; i < outputs; i += 1) {
    let sum = at(into, i);
    for (let j = 0; j < inputs; j += 1) sum += at(weight, i * inputs + j) * at(vector, j);
    into[i] = sum;
  }
}

function addRow(
  row: Floats,
  slope: Floats,
  own: number,
  curve: Floats,
  residual: number,
  scale: number,
): void {
  for (let k = 0; k < row.length; k += 1)
    row[k] = at(row, k) + scale * (own * at(slope, k) + residual * at(curve, k));
}

/** Rounding leaves two sides that differ in the last bits; eigenvalues are taken of their mean. */
function symmetric(matrix: Float64Array[]): Float64Array[] {
  return matrix.map((row, i) => row.map((value, j) => (value + at(matrix[j] ?? row, i)) / 2));
}
