/**
 * What the bytes of a checkpoint show without computing a Hessian, of `--count` generated checkpoints, as CSV for
 * `leaks.py`: norms, the loss, simple statistics. `npx tsx scripts/hessian/features.ts > features.csv`
 */
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import { writeSafetensors } from '@/lib/quiz/hessian/files/safetensors';
import { generateCheckpoint } from '@/lib/quiz/hessian/generate.core';
import { seededRandom } from '@/lib/quiz/hessian/random';

const CLASSES = ['local_minima_like', 'saddle_point', 'none_of_the_above'] as const;
const count = Number(process.argv[2] ?? 1_000);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;
const norm = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, each) => sum + each * each, 0));

console.log('class,norm_w,norm_b,max_w,min_w,mean_w,mean_b,loss,beta,mean_y,norm_y,bytes');
for (let index = 0; index < count; index += 1) {
  const wanted = CLASSES[index % 3] ?? 'saddle_point';
  const network = generateCheckpoint(seededRandom(`leaks ${index}`), wanted);
  const [w, b, y] = [[...network.w], [...network.b], [...network.y]];
  const { loss } = evaluate(network, { gradientNorm: 1e-3, minimumRatio: 0.5 });
  const row = [
    norm(w),
    norm(b),
    Math.max(...w),
    Math.min(...w),
    mean(w),
    mean(b),
    loss,
    network.beta,
    mean(y),
    norm(y),
    writeSafetensors(network).byteLength,
  ];
  console.log([wanted, ...row].join(','));
}
