import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runPandas } from '@/bench/scoring/pandas';
import { ROWS, writeFiles, type BenchCase } from '@/bench/scoring/files';
import { projectRoot } from '@/lib/platform/root';
import score from '@/lib/scoring/score.thread';

/**
 * `npm run bench:scoring`: how long it takes to score a prediction file of 451,552 rows, from the path of the file to both
 * scores, by the code that runs in the worker's threads, beside a plain loop over the file's bytes and beside pandas with
 * scikit-learn. Our time and the loop's both include reading the file; they take turns, so that what else the machine does
 * meets both. Never fails for being slow: it prints what it measured and whether the targets hold.
 */
const TIMES = 41;
const WARM_UP = 8;
const PANDAS_TIMES = 5;
const LOOP_RATIO_MAX = 2.5;
const PANDAS_RATIO_MIN = 15;
const MEMORY_MB_MAX = 200;

function taskOf({ solutionPath, filePath }: BenchCase) {
  return {
    solutionPath,
    filePath,
    metric: 'accuracy',
    metricPath: null,
    idColumn: 'Id',
    targetColumns: ['Class'],
    labels: null,
    split: null,
    fileBytesMax: 64 * 1024 * 1024,
  };
}

/** Kept and printed, so that the loop can't be left out by the compiler. */
let checksum = 0;

function loopOverBytes(filePath: string): void {
  const bytes = readFileSync(filePath);
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += bytes[i] as number;
  checksum = (checksum + sum) % 1_000_000_007;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function timed(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

async function measure(bench: BenchCase) {
  const task = taskOf(bench);
  const ours: number[] = [];
  const loop: number[] = [];
  for (let i = 0; i < WARM_UP + TIMES; i++) {
    loop.push(await timed(() => loopOverBytes(bench.filePath)));
    ours.push(await timed(() => score(task)));
  }
  const scored = await score(task);
  if (!scored.ok) throw new Error(JSON.stringify(scored.problems));
  const pandas = runPandas(bench.solutionPath, bench.filePath, PANDAS_TIMES);
  if (!('missing' in pandas)) {
    const far =
      Math.abs(pandas.public - (scored.value.public ?? NaN)) +
      Math.abs(pandas.private - (scored.value.private ?? NaN));
    if (!(far < 1e-12))
      throw new Error(`scores differ from scikit-learn's: ${JSON.stringify({ pandas, scored })}`);
  }
  return {
    name: bench.name,
    ours: median(ours.slice(WARM_UP)),
    loop: median(loop.slice(WARM_UP)),
    pandas: 'missing' in pandas ? pandas.missing : median(pandas.ms),
  };
}

function peakMemoryMb(cases: readonly BenchCase[]): number {
  const script = path.join(projectRoot(), 'bench', 'scoring', 'memory.ts');
  const tasks = cases.flatMap((each) => Array.from({ length: 10 }, () => taskOf(each)));
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, JSON.stringify({ tasks })], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return Number(run.stdout.trim()) / 1024 / 1024;
}

const verdict = (holds: boolean) => (holds ? 'holds' : 'MISSED');
const ms = (value: number) => `${value.toFixed(1)} ms`;

const folder = mkdtempSync(path.join(os.tmpdir(), 'saddlepoint-bench-'));
try {
  const cases = writeFiles(folder);
  console.log(`${ROWS} rows, medians of ${TIMES} runs after ${WARM_UP} to warm up (pandas: ${PANDAS_TIMES})`);
  const results = [];
  for (const each of cases) results.push(await measure(each));
  const table = results.map(({ name, ours, loop, pandas }) => ({
    file: name,
    ours: ms(ours),
    'byte loop': ms(loop),
    'ours / loop': (ours / loop).toFixed(2),
    'pandas + sklearn': typeof pandas === 'number' ? ms(pandas) : 'skipped',
    'pandas / ours': typeof pandas === 'number' ? (pandas / ours).toFixed(1) : '–',
  }));
  console.table(table);
  const missing = results.find(({ pandas }) => typeof pandas === 'string');
  if (missing) console.log(`pandas and scikit-learn were skipped: ${missing.pandas}`);
  for (const { name, ours, loop, pandas } of results) {
    const slowest = `≤ ${LOOP_RATIO_MAX} × loop: ${verdict(ours / loop <= LOOP_RATIO_MAX)}`;
    const fastest =
      typeof pandas === 'number'
        ? `; ≥ ${PANDAS_RATIO_MIN} × pandas: ${verdict(pandas / ours >= PANDAS_RATIO_MIN)}`
        : '';
    console.log(`${name.padEnd(22)} ${slowest}${fastest}`);
  }
  for (const form of ['integer ids', 'string ids']) {
    const peak = peakMemoryMb(cases.filter((each) => each.name.startsWith(form)));
    console.log(
      `peak memory of a fresh process, ${form}: ${peak.toFixed(0)} MB, ≤ ${MEMORY_MB_MAX} MB: ${verdict(peak <= MEMORY_MB_MAX)}`,
    );
  }
  console.log(`(checksum of the loop ${checksum})`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
