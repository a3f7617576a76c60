import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePhonemeData } from './support/phoneme-data';

const SOURCE = path.join('reference', 'phoneme');
const BUNDLE = path.join('courses', 'ml2021spring', 'hw2', 'reference');
const PYTHON = '/usr/bin/python3';
const TEST_FRAMES = 150;
const hasTorch = canImport('torch, numpy');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'phoneme-'));
  writePhonemeData(path.join(folder, 'data'), { trainFrames: 640, testFrames: TEST_FRAMES });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function canImport(modules: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no such interpreter, or no such module in it
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { timeout: 50_000 })).stdout;
}

const data = (): string => path.join(folder, 'data');
const python = (out: string, ...rest: string[]): Promise<string> =>
  run(PYTHON, [path.join(SOURCE, 'phoneme.py'), '--data', data(), '--out', out, '--small', ...rest]);
const typescript = (out: string, from = data(), ...rest: string[]): Promise<string> =>
  run(process.execPath, [
    '--import',
    'tsx',
    path.join(SOURCE, 'phoneme.ts'),
    '--data',
    from,
    '--out',
    out,
    '--small',
    ...rest,
  ]);

/** The classes of a prediction file; fails when it is not one. */
function classesOf(file: string): number[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.shift()).toBe('Id,Class');
  expect(lines.pop()).toBe('');
  return lines.map((line, row) => {
    const match = /^(\d+),(\d+)$/.exec(line);
    expect(match?.[1], `row ${row} has its id`).toBe(String(row));
    return Number(match?.[2]);
  });
}

function expectValid(file: string): void {
  const classes = classesOf(file);
  expect(classes).toHaveLength(TEST_FRAMES);
  expect(Math.max(...classes)).toBeLessThan(39);
}

const epochs = (output: string): string[] => output.split('\n').filter((line) => line.startsWith('epoch'));
/** The loss of each epoch, as printed. */
const losses = (output: string): number[] =>
  epochs(output).map((line) => Number(/loss ([\d.]+)/.exec(line)?.[1]));

describe('the TypeScript edition of the sample code', () => {
  it('says what it runs on, learns, and writes a valid prediction; an interrupted run ends as an unbroken one', async () => {
    const [whole, broken] = [path.join(folder, 'whole', 'p.csv'), path.join(folder, 'broken', 'p.csv')];
    const output = await typescript(whole, data(), '--epochs', '2');
    expect(output).toMatch(/^TensorFlow\.js on (WebAssembly|native TensorFlow)/);
    expect(output).toContain(`512 frames to train on, 128 to validate on, ${TEST_FRAMES} to predict`);
    expect(losses(output)[1]).toBeLessThan(losses(output)[0]!);
    expectValid(whole);
    await typescript(broken, data(), '--epochs', '1');
    const resumed = await typescript(broken, data(), '--epochs', '2');
    expect(resumed).toContain('going on after epoch 1');
    expect(losses(resumed)).toEqual(losses(output).slice(1));
    expect(readFileSync(broken)).toEqual(readFileSync(whole));
  });

  it('reads float64 frames and labels kept as text, with the same outcome', async () => {
    const other = path.join(folder, 'other');
    writePhonemeData(other, { trainFrames: 640, testFrames: TEST_FRAMES, dtype: '<f8', labels: '<U2' });
    const [first, second] = [path.join(folder, 'first.csv'), path.join(other, 'second.csv')];
    await typescript(first, data(), '--epochs', '1', '--fresh');
    await typescript(second, other, '--epochs', '1');
    expect(readFileSync(second)).toEqual(readFileSync(first));
  });

  it('says which file is missing', async () => {
    await expect(typescript(path.join(folder, 'x.csv'), path.join(folder, 'nowhere'))).rejects.toMatchObject({
      stderr: expect.stringContaining('train_11.npy is missing'),
    });
  });
});

describe.skipIf(!hasTorch)(
  'the Python editions (skipped where /usr/bin/python3 has no torch: apt install python3-torch)',
  () => {
    it('the script writes a valid prediction; an interrupted run ends as an unbroken one', async () => {
      const [whole, broken] = [path.join(folder, 'py.csv'), path.join(folder, 'py-broken.csv')];
      const output = await python(whole, '--checkpoint', path.join(folder, 'whole.ckpt'));
      expect(epochs(output)).toHaveLength(3);
      expect(output).toContain(`512 frames to train on, 128 to validate on, ${TEST_FRAMES} to predict`);
      expect(losses(output)[2]).toBeLessThan(losses(output)[0]!);
      expectValid(whole);
      const checkpoint = ['--checkpoint', path.join(folder, 'broken.ckpt')];
      await python(broken, ...checkpoint, '--epochs', '1');
      const resumed = await python(broken, ...checkpoint);
      expect(resumed).toContain('going on after epoch 1');
      expect(losses(resumed)).toEqual(losses(output).slice(1));
      expect(readFileSync(broken)).toEqual(readFileSync(whole));
    });

    it('the notebook, its cells run in order, predicts the same as the script', async () => {
      const [script, notebook] = [path.join(folder, 'same-py.csv'), path.join(folder, 'same-nb.csv')];
      await python(script, '--fresh', '--epochs', '2');
      const parameters = {
        DATA: data(),
        OUT: notebook,
        CHECKPOINT: path.join(folder, 'nb.ckpt'),
        SMALL: true,
        EPOCHS: 2,
      };
      await run(PYTHON, [
        path.join('tests', 'integration', 'reference', 'support', 'run_notebook.py'),
        path.join(SOURCE, 'phoneme.ipynb'),
        JSON.stringify(parameters),
      ]);
      expectValid(notebook);
      expect(readFileSync(notebook)).toEqual(readFileSync(script));
    });

    it('each edition brings the loss of the first epoch to the same figure, within what other random numbers make', async () => {
      const [py, ts] = await Promise.all([
        python(path.join(folder, 'a.csv'), '--epochs', '1', '--checkpoint', path.join(folder, 'a.ckpt')),
        typescript(
          path.join(folder, 'b.csv'),
          data(),
          '--epochs',
          '1',
          '--checkpoint',
          path.join(folder, 'b.ckpt'),
        ),
      ]);
      expect(Math.abs(losses(py)[0]! - losses(ts)[0]!)).toBeLessThan(0.1);
    });
  },
);

describe('the copies of the reference code', () => {
  it('the notebook holds the cells of the script but those for the command line', () => {
    const [, ...cells] = readFileSync(path.join(SOURCE, 'phoneme.py'), 'utf8').split('\n# %%');
    const wanted = cells
      .filter((cell) => !/^ \[(markdown|script only)\]/.test(cell))
      .map((cell) => cell.slice(cell.indexOf('\n')).trim());
    const notebook = JSON.parse(readFileSync(path.join(SOURCE, 'phoneme.ipynb'), 'utf8')) as {
      cells: { cell_type: string; source: string[] }[];
    };
    const found = notebook.cells
      .filter((cell) => cell.cell_type === 'code')
      .map((cell) => cell.source.join(''));
    expect(found).toEqual(wanted);
  });

  it.each(['phoneme.ipynb', 'phoneme.py', 'phoneme.ts', 'package.json', 'README.md'])(
    'the bundle of HW2 has %s as it is in reference/ (scripts/reference/write_notebook.py)',
    (name) => {
      expect(readFileSync(path.join(BUNDLE, name), 'utf8')).toBe(
        readFileSync(path.join(SOURCE, name), 'utf8'),
      );
    },
  );
});
