import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyImport } from '@/lib/bundle/import-bundle';
import { readBundle, type Bundle } from '@/lib/bundle/read-bundle';
import { db } from '@/lib/platform/database/client';
import { scoreOffline } from '@/lib/scoring/score-offline';
import { useDatabase } from '../support/database';

await useDatabase();

const FOLDER = path.join('courses', 'ml2021spring', 'hw2');
/** The strong baseline is a better model, not a luckier one. */
const GAIN_MIN = 0.03;

async function bundle(): Promise<Bundle> {
  const read = await readBundle(FOLDER, { withoutMissingData: true });
  if (!read.ok) throw new Error(JSON.stringify(read.problems, null, 1));
  return read.value;
}

async function scoreOf(file: string): Promise<{ public: number; private: number }> {
  const scored = await scoreOffline({
    solution: path.join(FOLDER, 'solution.csv'),
    submission: path.join(FOLDER, file),
    metric: 'accuracy',
    id: 'Id',
    target: 'Class',
  });
  if (!scored.ok || scored.value.public === null || scored.value.private === null) throw new Error(file);
  return { public: scored.value.public, private: scored.value.private };
}

describe('the bundle of ML2021 Spring HW2', () => {
  it('holds the settings of the assignment of 2021', async () => {
    const { yaml, labels, closesAt, rows } = await bundle();
    expect(closesAt.toISOString()).toBe('2021-04-02T16:00:00.000Z');
    expect(labels).toEqual(Array.from({ length: 39 }, (_, label) => String(label)));
    expect(yaml.competition).toMatchObject({
      metric: 'accuracy',
      daily_limit: 5,
      limit_timezone: 'UTC',
      final_submissions: 2,
      reveal: 'at_close',
    });
    expect(Math.abs(rows.public / (rows.public + rows.private) - 0.5)).toBeLessThan(0.05);
    expect(rows.ignored).toBe(0);
  });

  it('has every page in English and in Traditional Chinese', async () => {
    const slugs = Object.keys((await bundle()).yaml.pages);
    const words = ['overview', 'data', 'evaluation', 'rules'];
    expect(slugs.sort()).toEqual(words.flatMap((word) => [word, `${word}.zh-TW`]).sort());
  });

  it('has a strong baseline that beats the simple one on both halves', async () => {
    const [simple, strong] = [await scoreOf('simple.csv'), await scoreOf('strong.csv')];
    expect(strong.public - simple.public).toBeGreaterThan(GAIN_MIN);
    expect(strong.private - simple.private).toBeGreaterThan(GAIN_MIN);
    // Far from chance: always `sil`, the most frequent class, would be right for about a fifth of the frames.
    expect(simple.public).toBeGreaterThan(0.4);
  });

  it('can be imported before its arrays are built, and says what is missing otherwise', async () => {
    const whole = await bundle();
    const missing = ['train_11.npy', 'train_label_11.npy', 'test_11.npy'].filter(
      (name) => !whole.yaml.data.includes(`data/${name}`),
    );
    for (const name of missing) expect(whole.warnings.join()).toContain(name);
    const strict = await readBundle(FOLDER);
    expect(strict.ok).toBe(missing.length === 0);
    expect((await applyImport(whole, null)).ok).toBe(true);
    const assignment = await db().assignment.findFirstOrThrow({
      where: { slug: 'hw2-1' },
      include: { files: true },
    });
    expect(
      assignment.files.filter((file) => file.kind === 'reference').map((file) => path.basename(file.path)),
    ).toEqual(expect.arrayContaining(['phoneme.ipynb', 'phoneme.py', 'phoneme.ts']));
  });
});
