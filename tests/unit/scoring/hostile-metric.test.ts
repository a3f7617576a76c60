import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeCustomMetric,
  readDirection,
  scoreWithCustomMetric,
  type CustomMetricRows,
} from '@/lib/scoring/custom-metric';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-hostile-'));
  writeFileSync(path.join(folder, 'secret.txt'), 'a secret of the site');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS: CustomMetricRows = {
  columns: ['Id', 'Class'],
  truth: [
    ['1', '2', '3'],
    ['7', '7', '1'],
  ],
  prediction: [
    ['1', '2', '3'],
    ['7', '0', '1'],
  ],
  publicRows: Int32Array.of(0, 1),
  privateRows: Int32Array.of(2),
};
const LIMITS = { timeMsMax: 20_000, memoryMbMax: 64 };
const HASTY = { timeMsMax: 1_500, memoryMbMax: 64 };
const SLOW_MS = 60_000;

function write(source: string): string {
  const file = path.join(mkdtempSync(path.join(folder, 'm-')), 'metric.mjs');
  writeFileSync(file, source);
  return file;
}

/** A metric whose score has a bit for each expression that is there to be used; what it throws counts as not there. */
function reaches(expressions: readonly string[]): string {
  const secret = JSON.stringify(path.join(folder, 'secret.txt'));
  return write(`
    const SECRET = ${secret};
    export const direction = 'higher_is_better';
    export async function score(truth, prediction) {
      let bits = 0;
      ${expressions
        .map((each, at) => `try { if (await (async () => (${each}))()) bits += 2 ** ${at}; } catch {}`)
        .join('\n')}
      return bits;
    }`);
}

const scoring = (body: string): string =>
  write(
    `export const direction = 'higher_is_better';\nexport function score(truth, prediction) {\n${body}\n}`,
  );

async function codeOf(file: string, limits = LIMITS): Promise<string> {
  const done = await scoreWithCustomMetric(file, ROWS, limits);
  return done.ok ? `scored ${done.value.public}` : (done.problems[0]?.code ?? 'no code');
}

describe('A100: a metric reaches nothing outside its engine', { timeout: SLOW_MS }, () => {
  const EXPRESSIONS = [
    // The first is there: the test would see it.
    'typeof truth !== "undefined"',
    'typeof process !== "undefined"',
    'typeof require !== "undefined"',
    'typeof module !== "undefined"',
    'typeof Deno !== "undefined" || typeof Bun !== "undefined" || typeof std !== "undefined" || typeof os !== "undefined"',
    'typeof fetch !== "undefined" || typeof XMLHttpRequest !== "undefined" || typeof WebSocket !== "undefined"',
    'typeof SharedArrayBuffer !== "undefined" || typeof Atomics !== "undefined"',
    'typeof WebAssembly !== "undefined" || typeof Worker !== "undefined"',
    'typeof setTimeout !== "undefined" || typeof queueMicrotask === "object"',
    'await import("node:fs")',
    'await import("fs")',
    'await import("node:child_process")',
    'await import("data:text/javascript,export default 1")',
    'await import(SECRET)',
    'await import("file://" + SECRET)',
    'this.constructor.constructor("return process")()',
    'globalThis.constructor.constructor("return process")().env',
    'truth.constructor.constructor("return process")()',
    'truth[0].constructor.constructor("return globalThis")().process',
    'score.constructor("return process")()',
    '(async () => {}).constructor("return process")()',
    '(function* () {}).constructor("return this")().next().value.process',
    'Function("return typeof process")() !== "undefined"',
    '(0, eval)("typeof process") !== "undefined"',
    'Error.prepareStackTrace = (e, s) => s, new Error().stack[0].getThis().process',
    'import.meta.url.startsWith("file:")',
    'Object.getOwnPropertyNames(globalThis).filter((n) => /harness|cells|makeRow|input|require|process/i.test(n)).length',
    'arguments.callee.caller.constructor("return process")()',
    'new Proxy(truth, {}).constructor.constructor("return process")()',
  ];
  let bits: number;
  beforeAll(async () => {
    const done = await scoreWithCustomMetric(reaches(EXPRESSIONS), ROWS, LIMITS);
    bits = done.ok ? done.value.public : NaN;
  }, SLOW_MS);
  test.each(EXPRESSIONS.map((expression, at) => [expression, at] as const))('%s', (_, at) => {
    expect(Math.floor(bits / 2 ** at) % 2).toBe(at === 0 ? 1 : 0);
  });

  test.each([
    ['import fs from "node:fs";', 'threw'],
    ['import { readFileSync } from "fs";', 'threw'],
    ['import "./secret.txt";', 'threw'],
    ['export * from "node:process";', 'threw'],
  ])('a module that begins with %s is not loaded', async (line, failure) => {
    const file = write(
      `${line}\nexport const direction = 'higher_is_better';\nexport const score = () => 1;`,
    );
    expect(await codeOf(file)).toBe(`custom_metric_${failure}`);
  });
});

describe('A100: a metric that will not end, or takes all there is', { timeout: SLOW_MS }, () => {
  test.each([
    ['a loop', 'for (;;) {}'],
    ['a loop that catches', 'for (;;) { try { throw 1; } catch {} }'],
    [
      'a loop in a getter of the error',
      'throw { get message() { for (;;) {} }, toString() { for (;;) {} } };',
    ],
    ['promises without end', 'const again = () => Promise.resolve().then(again); return again();'],
    ['a pattern that backtracks', 'return /^(a+)+$/.test("a".repeat(40) + "b") ? 1 : 2;'],
    ['a promise that never settles', 'return new Promise(() => {});'],
    ['a thenable that never settles', 'return { then() {} };'],
    ['a sort whose comparison is endless', 'return [3, 1, 2].sort(() => { for (;;) {} })[0];'],
  ])('%s is stopped in time', async (_, body) => {
    const startedAt = performance.now();
    expect(await codeOf(scoring(body), HASTY)).toBe('custom_metric_timeout');
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  test.each([
    ['its heap', 'const all = []; for (;;) all.push({ n: all.length, text: "x".repeat(50) + all.length });'],
    ['typed arrays', 'const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(all.length));'],
    ['one text', 'let text = "x"; for (;;) text += text;'],
    ['one array', 'return new Array(2 ** 31).fill(1).length;'],
    ['a map', 'const all = new Map(); for (let n = 0; ; n++) all.set(n, [n]);'],
  ])('%s without end is stopped, and the process that asked is none the larger', async (_, body) => {
    const before = process.memoryUsage.rss();
    expect(await codeOf(scoring(body))).toMatch(/^custom_metric_(out_of_memory|threw)$/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });

  test.each([
    ['calls itself', 'const deeper = () => deeper() + 1; return deeper();'],
    ['nests JSON', 'return JSON.parse("[".repeat(1e6) + "]".repeat(1e6)).length;'],
    ['nests a pattern', 'return new RegExp("(".repeat(1e5) + ")".repeat(1e5)).source.length;'],
    ['nests source', 'return eval("[".repeat(1e5) + "]".repeat(1e5)).length;'],
    ['compares itself', 'const a = []; a[0] = a; return JSON.stringify(a).length;'],
  ])('a stack that overflows: %s', async (_, body) => {
    expect(await codeOf(scoring(body))).toMatch(/^custom_metric_(threw|out_of_memory|timeout)$/);
  });
});

describe('A100: what a metric gives back is a number or nothing', { timeout: SLOW_MS }, () => {
  test.each([
    'return { valueOf: () => 1 };',
    'return new Proxy({}, { get: () => 1 });',
    'return new Number(1);',
    'return 1n;',
    'return Symbol("1");',
    'return "1".repeat(1e6);',
    'return [1];',
    'return truth;',
    'return () => 1;',
    'return NaN;',
    'return -Infinity;',
    'return JSON.stringify({ kind: "scored", scores: [1, 1] });',
  ])('%s', async (body) => {
    expect(await codeOf(scoring(body))).toBe('custom_metric_not_finite');
  });

  test.each([
    'throw { get message() { throw 1; }, get name() { throw 2; }, toString() { throw 3; } };',
    'throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });',
    'throw Object.assign(new Error("x".repeat(1e6)), { name: "n".repeat(1e6) });',
    'throw null;',
    'throw undefined;',
    'throw Symbol("s");',
    'throw Object.create(null);',
    'class E extends Error { get message() { throw this; } } throw new E();',
    'return Promise.reject({ toString: null });',
    'return { get then() { throw new Error("no"); } };',
  ])('%s', async (body) => {
    const done = await scoreWithCustomMetric(scoring(body), ROWS, LIMITS);
    expect(done).toMatchObject({ ok: false, problems: [{ code: 'custom_metric_threw' }] });
    expect(JSON.stringify(done).length).toBeLessThan(1_500);
  });

  test.each([
    ['JSON', 'JSON.parse = () => [[1], [1], [1], [1]]; JSON.stringify = () => "{}";'],
    ['Object', 'Object.prototype.kind = "scored";'],
    ['Array', 'Array.prototype.push = () => { throw 1; }; Array.prototype[Symbol.iterator] = null;'],
    ['Promise', 'Promise.prototype.then = () => { throw 1; }; globalThis.Promise = null;'],
    ['String', 'String.prototype.slice = () => "x".repeat(1e7); globalThis.String = null;'],
    ['Number', 'Number.isFinite = () => true; globalThis.Number = null;'],
    ['Error', 'Error.prototype.toString = () => { for (;;) {} }; globalThis.Error = null;'],
    ['Function', 'Function.prototype.call = () => 1; Function.prototype.bind = null;'],
  ])('with %s replaced, what comes back is still its own number', async (_, replacing) => {
    const file = write(
      `${replacing}\nexport const direction = 'higher_is_better';\nexport const score = (truth) => truth.length / 4;`,
    );
    const done = await scoreWithCustomMetric(file, ROWS, LIMITS);
    expect(done).toEqual({ ok: true, value: { public: 0.5, private: 0.25 } });
  });

  test('a column named __proto__ is a column', async () => {
    const columns = ['Id', '__proto__'];
    const file = scoring('return Object.keys(truth[0]).length + Number(truth[0]["__proto__"]);');
    expect(await scoreWithCustomMetric(file, { ...ROWS, columns }, LIMITS)).toEqual({
      ok: true,
      value: { public: 9, private: 3 },
    });
  });

  test('exports that are getters, proxies or huge', async () => {
    const exported = async (source: string): Promise<unknown> => {
      const done = await describeCustomMetric(write(source), LIMITS);
      return done.ok ? done.value : done.problems[0]?.code;
    };
    const score = 'export const score = () => 1;';
    expect(await exported(`export const direction = { toString: () => 'higher_is_better' }; ${score}`)).toBe(
      'custom_metric_export_missing',
    );
    expect(
      await exported(
        `export const direction = 'lower_is_better'; export const title = { get length() { for (;;) {} } }; ${score}`,
      ),
    ).toBe('custom_metric_export_invalid');
    const long = await exported(
      `export const direction = 'lower_is_better'; export const title = 'x'.repeat(1e6); ${score}`,
    );
    expect(long).toEqual({ direction: 'lower_is_better', title: 'x'.repeat(200) });
    expect(
      await exported(
        `export const direction = 'lower_is_better'; export const score = new Proxy(() => 1, { apply() { throw 1; } });`,
      ),
    ).toMatchObject({ direction: 'lower_is_better' });
  });
});

describe('A100: the process it runs in', { timeout: SLOW_MS }, () => {
  test('has no environment and none of the permissions, while it runs', async () => {
    const running = scoreWithCustomMetric(scoring('for (;;) {}'), ROWS, {
      timeMsMax: 8_000,
      memoryMbMax: 64,
    });
    let seen: { environ: string; cmdline: readonly string[] } | undefined;
    for (let tries = 0; !seen && tries < 200; tries++) {
      seen = jailOfThisProcess();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(seen?.environ).toBe('');
    expect(seen?.cmdline.filter((each) => /^--(experimental-)?permission$/.test(each))).toHaveLength(1);
    expect(seen?.cmdline.filter((each) => each.startsWith('--allow-'))).toEqual([
      `--allow-fs-read=${seen?.cmdline.at(-1)}`,
    ]);
    expect(await running).toMatchObject({ ok: false, problems: [{ code: 'custom_metric_timeout' }] });
    expect(jailOfThisProcess()).toBeUndefined();
  });
});

describe("a metric's direction before it is confirmed", () => {
  test('A100: is read from its text; nothing is run', async () => {
    const loud = "for (;;) {}\nexport const direction = 'lower_is_better';\nexport const score = () => 1;";
    expect(await readDirection(write(loud))).toEqual({ ok: true, value: 'lower_is_better' });
    expect(await readDirection(write('export const direction = pick();'))).toMatchObject({
      ok: false,
      problems: [{ code: 'custom_metric_export_missing' }],
    });
    expect((await readDirection(path.join(folder, 'absent.mjs'))).ok).toBe(false);
    expect((await readDirection(folder)).ok).toBe(false);
  });
});

test('A100: 451,552 rows within five seconds of the processor', { timeout: SLOW_MS * 2 }, async () => {
  const rows = 451_552;
  const ids = Array.from({ length: rows }, (_, row) => String(row));
  const labels = ids.map((_, row) => String((row * 7) % 41));
  const guesses = ids.map((_, row) => String((row * 5) % 41));
  const all = Int32Array.from(ids, Number);
  const file = scoring(
    'return truth.filter((row, at) => row.Class === prediction[at].Class).length / truth.length;',
  );
  const before = processorSeconds();
  const done = await scoreWithCustomMetric(
    file,
    {
      columns: ['Id', 'Class'],
      truth: [ids, labels],
      prediction: [ids, guesses],
      publicRows: all.subarray(0, rows / 2),
      privateRows: all.subarray(rows / 2),
    },
    { timeMsMax: 60_000, memoryMbMax: 1024 },
  );
  const right = (from: number, to: number): number =>
    labels.slice(from, to).filter((label, at) => label === guesses[from + at]).length / (to - from);
  expect(done).toEqual({ ok: true, value: { public: right(0, rows / 2), private: right(rows / 2, rows) } });
  expect(processorSeconds() - before).toBeLessThan(5);
});

/** What this process and the children it has waited for have used (proc(5): utime, stime, cutime, cstime in hundredths). */
function processorSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** A child of this process that runs a metric, as the kernel shows it. */
function jailOfThisProcess(): { environ: string; cmdline: readonly string[] } | undefined {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (parent !== String(process.pid) || !cmdline.at(-1)?.includes('metric.process')) continue;
      return { environ: readFileSync(`/proc/${pid}/environ`, 'utf8').replaceAll('\0', ''), cmdline };
    } catch {
      // It ended while it was looked at.
    }
  }
  return undefined;
}
