/**
 * Phoneme classification: the sample code, in TypeScript on TensorFlow.js.
 *
 * Trains a small network on the joined MFCC frames, keeps the epoch that is best on the last fifth of the training frames,
 * and writes prediction.csv. `npm install`, then `npm start -- --data <folder>`. An interrupted run goes on where it was
 * when it is started again with the same settings.
 */
import {
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
} from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type * as Tf from '@tensorflow/tfjs';

// Settings: what you will want to change stands here.
const HIDDEN = [1024, 512, 128];
const EPOCHS = 20;
const BATCH = 64;
const LEARNING_RATE = 1e-4;
const VALIDATION = 0.2; // this share of the training frames, the last ones
const TOKEN = process.env['SADDLEPOINT_TOKEN'] ?? ''; // an API token (Account page): with it, missing files are downloaded

// Where the data is. These addresses were filled in when you downloaded this file.
const DATA_URLS: Record<string, string> = {
  'train_11.npy': '{{DATA_URL:train_11.npy}}',
  'train_label_11.npy': '{{DATA_URL:train_label_11.npy}}',
  'test_11.npy': '{{DATA_URL:test_11.npy}}',
};
const FEATURES = 11 * 39; // five frames before, the frame itself, five after; 39 values each
const CLASSES = 39;
const SMALL = { trainFrames: 20_000, epochs: 3 };

const { values: given } = parseArgs({
  options: {
    data: { type: 'string', default: '.' }, // the folder with the .npy files
    out: { type: 'string', default: 'prediction.csv' },
    checkpoint: { type: 'string' }, // default: phoneme.tfjs.ckpt beside the predictions
    epochs: { type: 'string' },
    seed: { type: 'string', default: '0' },
    small: { type: 'boolean', default: false }, // a quick run
    fresh: { type: 'boolean', default: false }, // start over, whatever the checkpoint says
  },
});
const seed = Number(given.seed);
const epochs = Math.min(Number(given.epochs ?? EPOCHS), given.small ? SMALL.epochs : Infinity);
const checkpoint = given.checkpoint ?? path.join(path.dirname(given.out), 'phoneme.tfjs.ckpt');

// --- The backend: native TensorFlow where it is installed, else WebAssembly -------------------------------------------

async function loadTensorFlow(): Promise<typeof Tf> {
  try {
    const native = (await import('@tensorflow/tfjs-node')) as unknown as { default: typeof Tf };
    console.log(
      `TensorFlow.js on native TensorFlow (@tensorflow/tfjs-node), backend ${native.default.getBackend()}`,
    );
    return native.default;
  } catch {
    const tf = await import('@tensorflow/tfjs');
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const folder = path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
    wasm.setWasmPaths(folder + path.sep);
    await tf.setBackend('wasm');
    await tf.ready();
    // The backend's own handlers print its whole source before an error.
    for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event);
    console.log('TensorFlow.js on WebAssembly (@tensorflow/tfjs-node is not there)');
    return tf;
  }
}

// --- Reading the data: rows come from the disk batch by batch, so the arrays may be larger than the memory ------------

/** Where a data file is; downloads it first where it is missing, going on where an earlier download broke off. */
async function fetchFile(name: string): Promise<string> {
  const target = path.join(given.data, name);
  if (existsSync(target)) return target;
  const url = DATA_URLS[name] ?? '{{';
  if (url.startsWith('{{') || TOKEN === '') {
    console.error(
      `${target} is missing: download it from the Data tab, or set SADDLEPOINT_TOKEN (an API token)`,
    );
    process.exit(1);
  }
  const part = `${target}.part`;
  const done = existsSync(part) ? statSync(part).size : 0;
  console.log(`downloading ${name}${done > 0 ? ` from byte ${done} on` : ''} …`);
  const headers = { Authorization: `Bearer ${TOKEN}`, ...(done > 0 ? { Range: `bytes=${done}-` } : {}) };
  const answer = await fetch(url, { headers });
  if (!answer.ok || !answer.body) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  const file = createWriteStream(part, { flags: answer.status === 206 ? 'a' : 'w' });
  await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), file);
  renameSync(part, target);
  return target;
}

interface Npy {
  readonly file: number;
  readonly start: number;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** The header of a .npy file: NumPy Enhancement Proposal 1, versions 1 to 3. */
function openNpy(name: string): Npy {
  const file = openSync(name, 'r');
  const head = Buffer.alloc(12);
  readSync(file, head, 0, 12, 0);
  if (head.toString('latin1', 1, 6) !== 'NUMPY') throw new Error(`${name} is not a .npy file`);
  const start = head[6] === 1 ? 10 : 12;
  const length = head[6] === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8);
  const text = Buffer.alloc(length);
  readSync(file, text, 0, length, start);
  const header = text.toString('latin1');
  const dtype = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number);
  if (!dtype || !shape || /'fortran_order': True/.test(header))
    throw new Error(`${name}: can't read ${header}`);
  return { file, start: start + length, dtype, shape };
}

/** Frames of a float32 or float64 array, by row. */
class Frames {
  readonly count: number;
  private readonly npy: Npy;
  private readonly width: number;
  private readonly raw: Buffer;

  constructor(name: string) {
    this.npy = openNpy(name);
    this.count = this.npy.shape[0] ?? 0;
    this.width = { '<f4': 4, '<f8': 8 }[this.npy.dtype] ?? 0;
    if (this.width === 0 || this.npy.shape[1] !== FEATURES) {
      throw new Error(
        `${name}: ${this.npy.dtype} of shape ${this.npy.shape.join(' × ')}; not N × ${FEATURES} numbers`,
      );
    }
    this.raw = Buffer.from(new ArrayBuffer(this.width * FEATURES * 1024));
  }

  /** Rows `index` as float32, one after the other; at most 1,024 of them. */
  rows(index: ArrayLike<number>): Float32Array {
    const bytes = this.width * FEATURES;
    for (let at = 0; at < index.length; at += 1) {
      readSync(this.npy.file, this.raw, at * bytes, bytes, this.npy.start + (index[at] as number) * bytes);
    }
    const length = index.length * FEATURES;
    const source = this.raw.buffer as ArrayBuffer;
    return this.width === 4
      ? new Float32Array(source.slice(0, length * 4))
      : Float32Array.from(new Float64Array(source, 0, length));
  }
}

/** Labels are integers of any width, or numbers as text (`<U2`), as the edition of 2021 holds them. */
function readLabels(name: string): Int32Array {
  const npy = openNpy(name);
  const kind = npy.dtype[1];
  const width = Number(npy.dtype.slice(2)) * (kind === 'U' ? 4 : 1);
  const bytes = readFileSync(name).subarray(npy.start);
  closeSync(npy.file);
  return Int32Array.from({ length: npy.shape[0] ?? 0 }, (_, row) => {
    const cell = bytes.subarray(row * width, (row + 1) * width);
    if (kind === 'U')
      return Number(
        String.fromCodePoint(...new Uint32Array(Uint8Array.from(cell).buffer)).replaceAll('\0', ''),
      );
    if (kind === 'i' || kind === 'u') return cell.readUIntLE(0, Math.min(width, 6));
    throw new Error(`${name}: labels of type ${npy.dtype}`);
  });
}

/** A generator of 32-bit numbers for a seed (mulberry32), so that an epoch's order depends on seed and epoch alone. */
function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random() % (last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, at) => start + at);

// --- The network ------------------------------------------------------------------------------------------------------

const tf = await loadTensorFlow();

/**
 * A product of matrices whose gradient transposes first and multiplies then. The result is that of `tf.matMul`; the
 * WebAssembly backend has a fast path for plain products alone.
 */
const product = tf.customGrad((...args: unknown[]) => {
  const [left, right, save] = args as [Tf.Tensor2D, Tf.Tensor2D, (tensors: Tf.Tensor[]) => void];
  save([left, right]);
  const gradFunc = (dy: Tf.Tensor2D, saved: Tf.Tensor[]): Tf.Tensor[] => [
    tf.matMul(dy, tf.transpose(saved[1] as Tf.Tensor2D)),
    tf.matMul(tf.transpose(saved[0] as Tf.Tensor2D), dy),
  ];
  return { value: tf.matMul(left, right), gradFunc: gradFunc as never };
}) as (left: Tf.Tensor, right: Tf.Tensor) => Tf.Tensor2D;

/** A weight matrix and a bias for each layer, uniform within ±1/√inputs. */
function makeModel(): Tf.Variable[] {
  const sizes = [FEATURES, ...HIDDEN, CLASSES];
  return sizes.slice(1).flatMap((outputs, layer) => {
    const inputs = sizes[layer] as number;
    const bound = 1 / Math.sqrt(inputs);
    const draw = (shape: number[], salt: number): Tf.Variable =>
      tf.tidy(() =>
        tf.variable(tf.randomUniform(shape, -bound, bound, 'float32', seed * 100 + 2 * layer + salt)),
      );
    return [draw([inputs, outputs], 1), draw([outputs], 2)];
  });
}

const model = makeModel();
const zeros = (): Tf.Variable[] =>
  model.map((each) => tf.tidy(() => tf.variable(tf.zeros(each.shape), false)));
/** Of each weight's gradient the running mean and the running mean square, and the count of steps. */
const adam = { mean: zeros(), square: zeros(), steps: 0 };

/**
 * Adam (Kingma and Ba 2015, algorithm 1, with its β₁ = 0.9, β₂ = 0.999, ε = 1e-8). Written out, so that its state can be
 * kept exactly: that of `tf.train.adam` rounds its powers of β in another way after a restart.
 */
function adamStep(gradients: Tf.NamedTensorMap): void {
  adam.steps += 1;
  const step = -LEARNING_RATE / (1 - 0.9 ** adam.steps);
  const scale = 1 / Math.sqrt(1 - 0.999 ** adam.steps);
  model.forEach((weight, at) => {
    const gradient = gradients[weight.name] as Tf.Tensor;
    const [mean, square] = [adam.mean[at] as Tf.Variable, adam.square[at] as Tf.Variable];
    mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(gradient, 0.1)));
    square.assign(tf.add(tf.mul(square, 0.999), tf.mul(tf.square(gradient), 0.001)));
    const change = tf.div(tf.mul(mean, step), tf.add(tf.mul(tf.sqrt(square), scale), 1e-8));
    weight.assign(tf.add(weight, change));
  });
}

function forward(input: Tf.Tensor2D): Tf.Tensor2D {
  let value = input;
  for (let at = 0; at < model.length; at += 2) {
    const sum = tf.add(product(value, model[at] as Tf.Tensor), model[at + 1] as Tf.Tensor);
    value = (at + 2 < model.length ? tf.sigmoid(sum) : sum) as Tf.Tensor2D;
  }
  return value;
}

/** One step of the optimiser. Returns the batch's mean loss. */
function trainStep(input: Float32Array, labels: Int32Array): number {
  return tf.tidy(() => {
    const target = tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES);
    const batch = tf.tensor2d(input, [labels.length, FEATURES]);
    const loss = (): Tf.Scalar => tf.losses.softmaxCrossEntropy(target, forward(batch)) as Tf.Scalar;
    const { value, grads } = tf.variableGrads(loss, model);
    adamStep(grads);
    return value.dataSync()[0] as number;
  });
}

function predict(frames: Frames, start: number, end: number): Int32Array {
  const classes = new Int32Array(end - start);
  for (let at = start; at < end; at += 1024) {
    const index = range(at, Math.min(at + 1024, end));
    const found = tf.tidy(() =>
      forward(tf.tensor2d(frames.rows(index), [index.length, FEATURES]))
        .argMax(1)
        .dataSync(),
    );
    classes.set(found, at - start);
  }
  return classes;
}

// --- The checkpoint: one line of JSON, then the numbers of model, optimiser and best model -----------------------------

interface State {
  epoch: number;
  best: number;
  readonly settings: string;
}

const numbersOf = (tensors: readonly Tf.Tensor[]): Float32Array[] =>
  tensors.map((each) => each.dataSync() as Float32Array);

function save(state: State, best: readonly Float32Array[]): void {
  const blocks = [...numbersOf([...model, ...adam.mean, ...adam.square]), ...best];
  const head = Buffer.from(
    `${JSON.stringify({ ...state, steps: adam.steps, lengths: blocks.map((each) => each.length) })}\n`,
  );
  const body = blocks.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  writeFileSync(`${checkpoint}.part`, Buffer.concat([head, ...body]));
  renameSync(`${checkpoint}.part`, checkpoint);
}

/** Brings model and optimiser to where the checkpoint left them. null: there is none, or it is of other settings. */
function restore(settings: string): { state: State; best: Float32Array[] } | null {
  if (!existsSync(checkpoint)) return null;
  const bytes = readFileSync(checkpoint);
  const line = bytes.indexOf(10);
  const { lengths, steps, ...state } = JSON.parse(bytes.toString('utf8', 0, line)) as State & {
    lengths: number[];
    steps: number;
  };
  if (state.settings !== settings) {
    console.log(`${checkpoint} was made with other settings: starting over`);
    return null;
  }
  let at = line + 1;
  const blocks = lengths.map((length) => {
    const block = new Float32Array(Uint8Array.from(bytes.subarray(at, at + length * 4)).buffer);
    at += length * 4;
    return block;
  });
  setNumbers([...model, ...adam.mean, ...adam.square], blocks);
  adam.steps = steps;
  return { state, best: blocks.slice(-model.length) };
}

function setNumbers(variables: readonly Tf.Variable[], numbers: readonly Float32Array[]): void {
  variables.forEach((each, index) =>
    tf.tidy(() => each.assign(tf.tensor(numbers[index] as Float32Array, each.shape))),
  );
}

// --- Train ------------------------------------------------------------------------------------------------------------

const frames = new Frames(await fetchFile('train_11.npy'));
const allLabels = readLabels(await fetchFile('train_label_11.npy'));
const testFrames = new Frames(await fetchFile('test_11.npy'));
if (allLabels.length !== frames.count)
  throw new Error(`${frames.count} frames, but ${allLabels.length} labels`);
if (!allLabels.every((label) => label >= 0 && label < CLASSES)) throw new Error('a label is not a class');
const count = given.small ? Math.min(SMALL.trainFrames, frames.count) : frames.count;
const labels = allLabels.subarray(0, count);
const trainCount = Math.floor(count * (1 - VALIDATION));
console.log(
  `${trainCount} frames to train on, ${count - trainCount} to validate on, ${testFrames.count} to predict`,
);

function trainEpoch(epoch: number): number {
  const order = shuffled(trainCount, generator(seed * 1_000_003 + epoch));
  let lossSum = 0;
  for (let start = 0; start < trainCount; start += BATCH) {
    const index = order.subarray(start, start + BATCH).sort();
    lossSum +=
      trainStep(
        frames.rows(index),
        Int32Array.from(index, (row) => labels[row] as number),
      ) * index.length;
  }
  return lossSum / trainCount;
}

function validate(): number {
  const found = predict(frames, trainCount, count);
  return found.filter((label, row) => label === labels[trainCount + row]).length / found.length;
}

mkdirSync(path.dirname(given.out), { recursive: true });
if (given.fresh) rmSync(checkpoint, { force: true });
const settings = JSON.stringify({ seed, BATCH, LEARNING_RATE, HIDDEN, trainCount, count });
const stored = restore(settings);
const state: State = stored?.state ?? { epoch: 0, best: -1, settings };
let best = stored?.best ?? numbersOf(model);
if (stored) console.log(`${checkpoint}: going on after epoch ${state.epoch}`);

for (let epoch = state.epoch + 1; epoch <= epochs; epoch += 1) {
  const began = performance.now();
  const loss = trainEpoch(epoch);
  const validation = validate();
  if (validation > state.best) {
    state.best = validation;
    best = numbersOf(model).map((each) => each.slice());
  }
  state.epoch = epoch;
  save(state, best);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `epoch ${String(epoch).padStart(2)}/${epochs}  loss ${loss.toFixed(4)}  validation ${validation.toFixed(4)}` +
      `  best ${state.best.toFixed(4)}  ${seconds} s`,
  );
}

// --- Predict ----------------------------------------------------------------------------------------------------------

setNumbers(model, best);
const predicted = predict(testFrames, 0, testFrames.count);
writeFileSync(given.out, `Id,Class\n${Array.from(predicted, (label, row) => `${row},${label}\n`).join('')}`);
console.log(`${given.out} written: ${predicted.length} rows, validation accuracy ${state.best.toFixed(4)}`);
