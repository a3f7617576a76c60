import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { PredictionTask } from '@/lib/prediction/prediction.types';
import { closeSharedPool, createPool, ThreadFailure } from '@/lib/platform/threads/pool';
import { validatePredictionFile } from '@/lib/prediction/validate-file';
import { messagesOf, problemsOf } from '@/tests/unit/prediction/support/build';

const MISBEHAVE = 'tests/unit/prediction/support/misbehave.thread.ts';
const SLOW_START_MS = 60_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'saddlepoint-threads-'));
const pool = createPool({ threadsMax: 2, timeMsMax: 30_000, heapMbMax: 96 });
const hasty = createPool({ threadsMax: 1, timeMsMax: 4_000, heapMbMax: 96 });

afterAll(async () => {
  await Promise.all([pool.close(), hasty.close(), closeSharedPool()]);
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function task(filePath: string, changes: Partial<PredictionTask> = {}): PredictionTask {
  return {
    filePath,
    solutionPath: write('solution.csv', 'Id,Class,Usage\n0,7,Public\n1,3,Private\n'),
    metric: 'accuracy',
    metricPath: null,
    idColumn: 'Id',
    targetColumns: ['Class'],
    labels: null,
    split: null,
    fileBytesMax: 1_000_000,
    ...changes,
  };
}

function failureOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ThreadFailure ? error.reason : error),
  );
}

describe('A75: what a thread does ends its own task alone', { timeout: SLOW_START_MS }, () => {
  test.each([
    ['throw', 'crash'],
    ['exit', 'crash'],
    ['fill', 'out_of_memory'],
  ] as const)('%s', async (act, reason) => {
    const answers = [
      pool.run(MISBEHAVE, 'answer'),
      failureOf(pool.run(MISBEHAVE, act)),
      pool.run(MISBEHAVE, 'answer'),
    ];
    expect(await Promise.all(answers)).toEqual(['fine', reason, 'fine']);
  });

  test('hang', async () => {
    const answers = [failureOf(hasty.run(MISBEHAVE, 'hang')), hasty.run(MISBEHAVE, 'answer')];
    expect(await Promise.all(answers)).toEqual(['timeout', 'fine']);
  });
});

describe('validating a file in a thread', { timeout: SLOW_START_MS }, () => {
  test('says how many rows it has, or what is wrong', async () => {
    expect(await validatePredictionFile(task(write('good.csv', 'Id,Class\n1,3\n0,7\n')))).toEqual({
      ok: true,
      value: { rows: 2 },
    });
    const bad = await validatePredictionFile(task(write('bad.csv', 'Id,Class\n1,3\n0,7.0\n')));
    expect(problemsOf(bad)).toMatchObject([{ line: 3, field: 'Class', value: '7.0' }]);
  });

  test('a solution is read anew when it is another file', async () => {
    const file = write('one.csv', 'Id,Class\n1,3\n0,7\n');
    const solutionPath = write(
      'other-solution.csv',
      'Id,Class,Usage\n0,7,Public\n1,3,Private\n2,3,Private\n',
    );
    expect(messagesOf(await validatePredictionFile(task(file, { solutionPath })))).toBe(
      '1 id is missing: "2"',
    );
    expect((await validatePredictionFile(task(file))).ok).toBe(true);
  });

  test('problems of the solution and of the metric are refusals too', async () => {
    const file = write('any.csv', 'Id,Class\n1,3\n0,7\n');
    const solutionPath = write('bad-solution.csv', 'Id,Class\n0,7\n');
    expect(problemsOf(await validatePredictionFile(task(file, { solutionPath })))[0]).toMatchObject({
      file: 'solution',
      code: 'usage_missing',
    });
    expect(messagesOf(await validatePredictionFile(task(file, { metric: 'acuracy' })))).toMatch(
      /Did you mean accuracy/,
    );
    expect(messagesOf(await validatePredictionFile(task(file, { metric: 'top_k_accuracy:k=2' })))).toMatch(
      /takes two or more target columns, not 1/,
    );
  });

  test('A56: a line of 100 MB stops at the cap, and is refused under a larger one', async () => {
    const line = new Uint8Array(100_000_000).fill(0x37);
    line.set(new TextEncoder().encode('Id,Class\n0,'));
    const file = write('line.csv', line);
    expect(messagesOf(await validatePredictionFile(task(file)))).toMatch(/has 100.0 MB; at most 1.0 MB/);
    expect(messagesOf(await validatePredictionFile(task(file, { fileBytesMax: 200_000_000 })))).toMatch(
      /row 2: Class "7{40}…" is not an integer label/,
    );
  });
});
