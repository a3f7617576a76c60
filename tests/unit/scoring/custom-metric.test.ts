import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeCustomMetric,
  scoreWithCustomMetric,
  type CustomMetricRows,
} from '@/lib/scoring/custom-metric';

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-metric-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function metricFile(source: string): string {
  const file = path.join(folder, `metric-${++files}.mjs`);
  writeFileSync(file, source);
  return file;
}

function metricReturning(body: string): string {
  return metricFile(
    `export const direction = 'higher_is_better';\nexport function score(truth, prediction) {\n${body}\n}\n`,
  );
}

const ROWS: CustomMetricRows = {
  columns: ['Id', 'Class'],
  truth: [
    ['1', '2', '3', '4', '5'],
    ['7', '7', '1', '1', '2'],
  ],
  prediction: [
    ['1', '2', '3', '4', '5'],
    ['7', '0', '1', '1', '0'],
  ],
  publicRows: Int32Array.of(0, 1),
  privateRows: Int32Array.of(2, 3, 4),
};
const SHORT = { timeMsMax: 20_000, memoryMbMax: 64 };

async function problemOf(file: string, limits = SHORT) {
  const result = await scoreWithCustomMetric(file, ROWS, limits);
  if (result.ok) throw new Error(`expected a problem, got ${JSON.stringify(result.value)}`);
  expect(result.problems).toHaveLength(1);
  return result.problems[0]!;
}

describe("a course's own metric", () => {
  test('scores the public and the private rows, given as objects of text cells', async () => {
    const file = metricReturning(`
      if (truth.some((row, i) => row.Id !== prediction[i].Id || typeof row.Class !== 'string')) throw new Error('misaligned');
      return truth.filter((row, i) => row.Class === prediction[i].Class).length / truth.length;`);
    expect(await scoreWithCustomMetric(file, ROWS, SHORT)).toEqual({
      ok: true,
      value: { public: 0.5, private: 2 / 3 },
    });
  });

  test('sees the rows of one split at a time', async () => {
    const file = metricReturning('return Number(truth.map((row) => row.Id).join(""));');
    expect(await scoreWithCustomMetric(file, ROWS, SHORT)).toEqual({
      ok: true,
      value: { public: 12, private: 345 },
    });
  });

  test('may return a promise', async () => {
    const file = metricFile(`
      export const direction = 'lower_is_better';
      export const title = 'Waiting';
      export async function score(truth) { await null; return truth.length; }`);
    expect(await scoreWithCustomMetric(file, ROWS, SHORT)).toEqual({
      ok: true,
      value: { public: 2, private: 3 },
    });
    expect(await describeCustomMetric(file, SHORT)).toEqual({
      ok: true,
      value: { direction: 'lower_is_better', title: 'Waiting' },
    });
  });

  test('gives NaN for a split without rows, and is not called for it', async () => {
    const file = metricReturning('if (truth.length === 0) throw new Error("called"); return 1;');
    const result = await scoreWithCustomMetric(file, { ...ROWS, privateRows: new Int32Array(0) }, SHORT);
    expect(result).toEqual({ ok: true, value: { public: 1, private: NaN } });
  });

  test('scores half a million rows', async () => {
    const ids = Array.from({ length: 500_000 }, (_, row) => String(row));
    const rows = Int32Array.from(ids, Number);
    const file = metricReturning('return truth.filter((row, i) => row.Id === prediction[i].Id).length;');
    const result = await scoreWithCustomMetric(
      file,
      {
        columns: ['Id'],
        truth: [ids],
        prediction: [ids],
        publicRows: rows.subarray(0, 100),
        privateRows: rows,
      },
      { timeMsMax: 60_000, memoryMbMax: 1024 },
    );
    expect(result).toEqual({ ok: true, value: { public: 100, private: 500_000 } });
  }, 90_000);
});

describe("a course's own metric that misbehaves", () => {
  test('is stopped in an endless loop', async () => {
    const file = metricReturning('for (;;) {}');
    const problem = await problemOf(file, { timeMsMax: 500, memoryMbMax: 64 });
    expect(problem).toEqual({
      code: 'custom_metric_timeout',
      message: 'The metric took longer than 0.5 s and was stopped.',
    });
  });

  test('is stopped in an endless loop while it loads', async () => {
    const file = metricFile('for (;;) {}');
    const result = await describeCustomMetric(file, { timeMsMax: 500, memoryMbMax: 64 });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'custom_metric_timeout' }] });
  });

  test('is stopped when it waits for ever', async () => {
    const file = metricReturning('return new Promise(() => {});');
    expect((await problemOf(file, { timeMsMax: 500, memoryMbMax: 64 })).code).toBe('custom_metric_timeout');
  });

  test('is stopped when it fills its heap, and the process lives on', async () => {
    const file = metricReturning(
      'const hoard = []; for (;;) hoard.push({ row: hoard.length, text: "x".repeat(50) + hoard.length });',
    );
    expect((await problemOf(file)).code).toBe('custom_metric_out_of_memory');
  }, 30_000);

  test('is stopped when it fills memory outside its heap', async () => {
    const file = metricReturning(
      'const hoard = []; for (;;) hoard.push(new Uint8Array(1 << 20).fill(hoard.length));',
    );
    expect((await problemOf(file)).code).toBe('custom_metric_out_of_memory');
  }, 30_000);

  test('is reported with its error when it throws', async () => {
    expect(await problemOf(metricReturning('throw new RangeError("no such class");'))).toEqual({
      code: 'custom_metric_threw',
      message: 'The metric failed: RangeError: no such class',
    });
    expect((await problemOf(metricReturning('return truth[0].missing.length;'))).message).toContain(
      'TypeError',
    );
    expect((await problemOf(metricFile('this is no JavaScript'))).code).toBe('custom_metric_threw');
    expect((await problemOf(path.join(folder, 'absent.mjs'))).code).toBe('custom_metric_threw');
    expect(
      (await problemOf(metricReturning('return (function deeper() { return deeper() + 1; })();'))).message,
    ).toContain('stack overflow');
  });

  test.each([
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['"0.5"', 'a value of type string'],
    ['undefined', 'a value of type undefined'],
  ])('A7: is refused when it returns %s', async (value, shown) => {
    const problem = await problemOf(metricReturning(`return ${value};`));
    expect(problem.code).toBe('custom_metric_not_finite');
    expect(problem.message).toContain(shown);
  });

  test('is refused without score or with an unknown direction', async () => {
    const noScore = await problemOf(metricFile("export const direction = 'higher_is_better';"));
    expect(noScore).toMatchObject({
      code: 'custom_metric_export_missing',
      message: expect.stringContaining('score'),
    });
    const noDirection = await problemOf(
      metricFile('export const direction = "up"; export const score = () => 1;'),
    );
    expect(noDirection).toMatchObject({
      code: 'custom_metric_export_missing',
      message: expect.stringContaining('direction'),
    });
  });
});
