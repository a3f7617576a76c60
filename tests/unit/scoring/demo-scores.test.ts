import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { scorePredictionFile } from '@/lib/scoring/score-file';

afterAll(closeSharedPool);

interface Expected {
  readonly public: number;
  readonly private: number;
}

interface Competition {
  readonly metric: string;
  readonly baselines: Readonly<Record<string, Expected>>;
  readonly predictions: Readonly<Record<string, Expected>>;
}

/** What scikit-learn gives for the same files: scripts/demo/expected_scores.py. */
const DEMO = path.join('courses', 'demo');
const EXPECTED = JSON.parse(
  readFileSync(path.join(DEMO, 'predictions', 'expected-scores.json'), 'utf8'),
) as Readonly<Record<string, Competition>>;
const TARGETS: Readonly<Record<string, string>> = { digits: 'Class', 'odd-even': 'Odd' };

describe.each(Object.entries(EXPECTED))('every file of the demo competition %s', (name, competition) => {
  const folder = path.join(DEMO, name);
  const files = [
    ...Object.entries(competition.baselines).map(
      ([file, scores]) => [path.join(folder, file), scores] as const,
    ),
    ...Object.entries(competition.predictions).map(
      ([file, scores]) => [path.join(DEMO, 'predictions', name, file), scores] as const,
    ),
  ];

  it('has the scores scikit-learn gives it, to 1e-12', { timeout: 60_000 }, async () => {
    expect(files.length).toBeGreaterThan(40);
    for (const [filePath, expected] of files) {
      const scored = await scorePredictionFile({
        filePath,
        solutionPath: path.join(folder, 'solution.csv'),
        metric: competition.metric,
        metricPath: null,
        idColumn: 'Id',
        targetColumns: [TARGETS[name] ?? ''],
        labels: null,
        split: null,
        fileBytesMax: 1_000_000,
      });
      if (!scored.ok) throw new Error(`${filePath}: ${JSON.stringify(scored.problems)}`);
      for (const split of ['public', 'private'] as const)
        expect(
          Math.abs((scored.value[split] ?? Number.NaN) - expected[split]),
          `${filePath} ${split}`,
        ).toBeLessThan(1e-12);
    }
  });
});
