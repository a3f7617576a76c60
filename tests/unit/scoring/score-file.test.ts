import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { scorePrediction } from '@/lib/scoring/score-columns.core';
import { scorePredictionFile } from '@/lib/scoring/score-file';
import { scoreOffline } from '@/lib/scoring/score-offline';
import { messagesOf, parse, problemsOf, solutionOf } from '@/tests/unit/prediction/support/build';

const folder = mkdtempSync(path.join(os.tmpdir(), 'saddlepoint-score-'));
afterAll(async () => {
  await closeSharedPool();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const SOLUTION = 'Id,Class,Usage\na,1,Public\nb,2,Public\nc,3,Private\nd,4,Ignored\n';
const PREDICTION = 'Id,Class\nd,9\nc,3\nb,9\na,1\n';

describe('scoring columns', () => {
  function scoresOf(solutionText: string, metricSpec: string, prediction: string) {
    const solution = solutionOf(solutionText, { split: null });
    const metric = parseMetricSpec(metricSpec);
    const parsed = parse(prediction, solution);
    if (!metric.ok || !parsed.ok) throw new Error('expected columns and a metric');
    return scorePrediction(solution, parsed.value.columns, metric.value);
  }

  test('scores both splits and leaves ignored rows out', () => {
    expect(scoresOf(SOLUTION, 'accuracy', PREDICTION)).toEqual({ public: 0.5, private: 1 });
  });

  test('a split without rows has no score', () => {
    const solution = 'Id,Class,Usage\na,1,Public\n';
    expect(scoresOf(solution, 'accuracy', 'Id,Class\na,1\n')).toEqual({ public: 1, private: null });
  });
});

describe('scoring a file in a thread', { timeout: 60_000 }, () => {
  test('gives both scores and the rows; packed files count the same', async () => {
    const task = {
      filePath: write('p.csv', PREDICTION),
      solutionPath: write('s.csv', SOLUTION),
      metric: 'f1_macro',
      metricPath: null,
      idColumn: 'Id',
      targetColumns: ['Class'],
      labels: null,
      split: null,
      fileBytesMax: 1000,
    };
    const scored = await scorePredictionFile(task);
    // Public: class 1 has F1 1, classes 2 and 9 have 0.
    expect(scored).toEqual({ ok: true, value: { public: 1 / 3, private: 1, rows: 4 } });
    expect(await scorePredictionFile({ ...task, filePath: write('p', gzipSync(PREDICTION)) })).toEqual(
      scored,
    );
  });
});

describe('scoring offline', () => {
  const submission = () => write('submission.csv', PREDICTION);

  test('takes id and target from the order of the columns of the solution', async () => {
    const solution = write(
      'usage-first.csv',
      'Usage,Id,Class\nPublic,a,1\nPublic,b,2\nPrivate,c,3\nIgnored,d,4\n',
    );
    const scored = await scoreOffline({ solution, submission: submission(), metric: 'accuracy' });
    expect(scored).toEqual({ ok: true, value: { public: 0.5, private: 1, rows: 4 } });
  });

  test('without Usage scores all rows as public', async () => {
    const solution = write('all.csv', 'Id,Class\na,1\nb,2\nc,3\nd,4\n');
    const scored = await scoreOffline({ solution, submission: submission(), metric: 'accuracy' });
    expect(scored).toEqual({ ok: true, value: { public: 0.5, private: null, rows: 4 } });
  });

  test('takes named columns, several for metrics that want several', async () => {
    const solution = write('two.csv', 'id,x,y\n0,1,2\n1,3,4\n');
    const two = write('two-predicted.csv', 'y,x,id\n2,1,0\n4,4,1\n');
    const scored = await scoreOffline({
      solution,
      submission: two,
      metric: 'mcrmse',
      id: 'id',
      target: ['x', 'y'],
    });
    expect(scored).toEqual({ ok: true, value: { public: Math.SQRT1_2 / 2, private: null, rows: 2 } });
  });

  test('says what is wrong with which file', async () => {
    const solution = write('solution.csv', SOLUTION);
    const missing = await scoreOffline({ solution, submission: '/nowhere.csv', metric: 'accuracy' });
    expect(problemsOf(missing)).toMatchObject([{ code: 'file_missing', file: 'submission' }]);
    const wrong = await scoreOffline({
      solution,
      submission: submission(),
      metric: 'accuracy',
      target: 'Clas',
    });
    expect(problemsOf(wrong)).toMatchObject([{ code: 'column_missing', file: 'solution' }]);
    expect(messagesOf(wrong)).toMatch(/Did you mean Clas by "Class"/);
  });
});
