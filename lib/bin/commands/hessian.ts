import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { print, printJson, RefusedError, take } from '@/lib/bin/cli-output';
import { readCheckpointFile } from '@/lib/quiz/hessian/files/read-checkpoint';
import { assess } from '@/lib/quiz/hessian/verdict.core';

interface Options {
  readonly gradientNorm: string;
  readonly minimumRatio: string;
  readonly json?: boolean;
}

/**
 * Evaluates a checkpoint file in float64, without a site: loss, gradient norm, minimum ratio, eigenvalues, class; and says so
 * where the class is ambiguous.
 */
export async function evaluateHessianCommand(file: string, options: Options): Promise<void> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new RefusedError([
      { code: 'file_missing', file, message: `${file} can't be read (${String(error)}).` },
    ]);
  });
  const network = take(readCheckpointFile(bytes, path.basename(file)));
  const { evaluation: result, doubts } = assess(network, {
    gradientNorm: threshold('--gradient-norm', options.gradientNorm),
    minimumRatio: threshold('--minimum-ratio', options.minimumRatio),
  });
  if (options.json) return printJson(doubts.length === 0 ? result : { ...result, ambiguous: doubts });
  print(`loss           ${result.loss}`);
  print(`gradient norm  ${result.gradientNorm}`);
  print(`minimum ratio  ${result.minimumRatio}`);
  print(`eigenvalues    ${result.eigenvalues.map((each) => each.toExponential(6)).join(' ')}`);
  print(`class          ${result.class}`);
  for (const doubt of doubts) print(`ambiguous      ${doubt}`);
}

function threshold(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new RefusedError([
    { code: 'bad_value', message: `${name} must be a number of at least 0, not ${text}.` },
  ]);
}
