import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCheckpointFile } from '@/lib/quiz/hessian/files/read-checkpoint';
import type { Checkpoint } from '@/lib/quiz/hessian/network.types';
import { hasTorch, layeredNetwork, PYTHON, SHAPE_OF_2021, sineNetwork } from './support/checkpoints';

const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-pth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Python that has `given` from JSON and must save a .pth at `source`. */
function save(name: string, given: unknown, program: string): string {
  const source = path.join(folder, `${name}.pth`);
  const head = `import json, sys, torch\ngiven = json.load(sys.stdin)\nsource = ${JSON.stringify(source)}\n`;
  execFileSync(PYTHON, ['-c', head + program], { input: JSON.stringify(given) });
  return source;
}

function convert(source: string, ...options: string[]): Checkpoint {
  const target = source.replace(/pth$/, 'safetensors');
  execFileSync(PYTHON, ['reference/hessian/convert_pth.py', source, target, ...options]);
  const read = readCheckpointFile(readFileSync(target), path.basename(target));
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join());
  return read.value;
}

const LAYERS = `
model = torch.nn.Module()
model.regressor = torch.nn.Sequential(*[m for layer in given["layers"] for m in
    (torch.nn.Linear(len(layer["weight"][0]), len(layer["weight"])), torch.nn.ReLU())][:-1])
with torch.no_grad():
    for linear, layer in zip(list(model.regressor)[::2], given["layers"]):
        linear.weight.copy_(torch.tensor(layer["weight"])); linear.bias.copy_(torch.tensor(layer["bias"]))
x, y = torch.tensor(given["x"]), torch.tensor(given["y"])
`;

describe.skipIf(!hasTorch)('reference/hessian/convert_pth.py', () => {
  it('takes a sine network’s tensors', () => {
    const one = sineNetwork('pth', 8, 48);
    const plain = { ...one, w: [...one.w], b: [...one.b], x: [...one.x], y: [...one.y] };
    const source = save('sine', plain, 'torch.save({k: torch.tensor(v) for k, v in given.items()}, source)');
    expect(convert(source)).toEqual(one);
  });

  it('takes the network of 2021 from a file of several, as a model with its data', () => {
    const one = layeredNetwork('pth-2021', SHAPE_OF_2021, 'relu', 'gauss-newton-2021');
    const source = save(
      'several',
      one,
      `${LAYERS}torch.save({3: {"model": model.state_dict(), "data": x, "target": y.unsqueeze(1)}}, source)`,
    );
    const options = ['--key', '3', '--activation', 'relu', '--mode', 'gauss-newton-2021'];
    expect(convert(source, ...options)).toEqual(one);
  });

  it('takes a bare state dictionary of two hidden layers', () => {
    const one = layeredNetwork('pth-two', { inputs: 2, hidden: [4, 3], points: 5 }, 'tanh');
    const source = save('two', one, `${LAYERS}torch.save({**model.state_dict(), "x": x, "y": y}, source)`);
    expect(convert(source, '--activation', 'tanh')).toEqual(one);
  });

  it('says what it misses and what it found', () => {
    const source = save('other', {}, 'torch.save({"weights": torch.zeros(2), "x": torch.zeros(1)}, source)');
    const run = spawnSync(PYTHON, ['reference/hessian/convert_pth.py', source, `${source}.out`], {
      encoding: 'utf8',
    });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toMatch(/no tensor y.*weights, x/);
  });
});
