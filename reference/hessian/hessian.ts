/**
 * Gradient norm and minimum ratio of a checkpoint, with TensorFlow.js.
 *
 *     npm install && npx tsx hessian.ts my_checkpoint.json [more files]
 *
 * The network is f(x) = beta + alpha · Σ_j sin(w_j x + b_j), fitted to f(x) = sin(5πx)/(5πx) with noise; the loss is the mean
 * squared error over the checkpoint's own data. Its last layer is FROZEN: alpha and beta belong to the task and are not
 * trained, so the parameters are the w_j and b_j alone, and the Hessian is over these.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

interface Checkpoint {
  w: number[];
  b: number[];
  beta: number;
  alpha: number;
  x: number[];
  y: number[];
}

function evaluate({ w, b, beta, alpha, x, y }: Checkpoint): { gradientNorm: number; minimumRatio: number } {
  return tf.tidy(() => {
    const units = w.length;
    const inputs = tf.tensor2d(x, [x.length, 1]);
    const targets = tf.tensor1d(y);
    const loss = (parameters: tf.Tensor): tf.Scalar => {
      const frequencies = parameters.slice(0, units).reshape([1, units]);
      const phases = parameters.slice(units).reshape([1, units]);
      const hidden = tf.sin(inputs.mul(frequencies).add(phases));
      const prediction = hidden.sum(1).mul(alpha).add(beta);
      return prediction.sub(targets).square().mean();
    };
    const gradient = tf.grad(loss);
    const parameters = tf.tensor1d([...w, ...b]);
    // The exact Hessian: row k is the gradient of the k-th entry of the gradient. (A Gauss–Newton matrix has no negative
    // eigenvalues: it would call every saddle point a minimum.)
    const rows = Array.from({ length: 2 * units }, (_, k) => {
      const entry = (at: tf.Tensor): tf.Scalar => gradient(at).slice([k], [1]).asScalar();
      return Array.from(tf.grad(entry)(parameters).dataSync());
    });
    const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
    return {
      gradientNorm: gradient(parameters).norm().dataSync()[0]!,
      minimumRatio: realEigenvalues.filter((value) => value > 0).length / realEigenvalues.length,
    };
  });
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npx tsx hessian.ts my_checkpoint.json [more files]');
  process.exit(2);
}
await tf.setBackend('cpu');
for (const file of files) {
  const { gradientNorm, minimumRatio } = evaluate(JSON.parse(readFileSync(file, 'utf8')) as Checkpoint);
  console.log(`gradient norm: ${gradientNorm}, minimum ratio: ${minimumRatio}`);
}
