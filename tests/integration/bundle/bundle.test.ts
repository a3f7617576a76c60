import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { scoreBaselines } from '@/lib/jobs/handlers/score-baselines';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { exportBundle } from '@/lib/bundle/export-bundle';
import { applyImport, planImport } from '@/lib/bundle/import-bundle';
import { readBundle } from '@/lib/bundle/read-bundle';
import { useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

const DIGITS = path.join('courses', 'demo', 'digits');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  cpSync(DIGITS, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function edit(name: string, change: (text: string) => string): void {
  const file = path.join(folder, name);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

async function bundleOf(at: string) {
  const bundle = await readBundle(at);
  if (!bundle.ok) throw new Error(JSON.stringify(bundle.problems, null, 1));
  return bundle.value;
}

async function linesOf(at: string): Promise<readonly string[]> {
  const plan = await planImport(await bundleOf(at));
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value.lines;
}

async function mistakes(): Promise<string[]> {
  const bundle = await readBundle(folder);
  return bundle.ok
    ? []
    : bundle.problems.map((each) => `${each.file}:${each.line ?? ''} ${each.field ?? ''} ${each.code}`);
}

/** The same without the numbers of the lines. */
async function mistakenFields(): Promise<string[]> {
  return (await mistakes()).map((each) => each.replace(/:\d+ /, ': '));
}

describe('importing a bundle', () => {
  it('creates the course and the assignment; a second time there is nothing to change', async () => {
    expect((await applyImport(await bundleOf(folder), null)).ok).toBe(true);
    const assignment = await db().assignment.findFirstOrThrow({
      where: { slug: 'digits' },
      include: {
        competition: { include: { activeSolution: true, baselines: true } },
        files: true,
        pages: true,
      },
    });
    // 2026-12-14 23:59 in Taipei includes that minute.
    expect(assignment.closesAt.toISOString()).toBe('2026-12-14T16:00:00.000Z');
    expect(assignment.competition?.activeSolution).toMatchObject({
      number: 1,
      rowsPublic: 448,
      rowsPrivate: 449,
    });
    expect([assignment.pages.length, assignment.competition?.baselines.length]).toEqual([4, 2]);
    expect(await linesOf(folder)).toEqual([]);
  });

  it('shows the difference before it is made, and makes no other', async () => {
    edit('assignment.yaml', (text) => text.replace('daily_limit: 5', 'daily_limit: 7'));
    edit('rules.md', (text) => `${text}\nOne more rule.\n`);
    const lines = await linesOf(folder);
    expect(lines).toEqual(['dailyLimit: 5 → 7', 'page rules: changed']);
    await applyImport(await bundleOf(folder), null);
    const audited = await db().auditEntry.findFirstOrThrow({
      where: { action: 'assignment.imported' },
      orderBy: { id: 'desc' },
    });
    expect(audited.detail).toEqual({ changes: lines });
  });

  it('exported again it is the same folder: byte for byte, and without a difference', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'export-'));
    expect((await exportBundle('demo', 'digits', out)).ok).toBe(true);
    expect(await linesOf(out)).toEqual([]);
    for (const name of readdirSync(DIGITS, { recursive: true, withFileTypes: true })) {
      const relative = path.relative(DIGITS, path.join(name.parentPath, name.name));
      if (!name.isFile() || relative === 'assignment.yaml' || relative === 'rules.md') continue;
      expect(
        readFileSync(path.join(out, relative)).equals(readFileSync(path.join(DIGITS, relative))),
        relative,
      ).toBe(true);
    }
    // A41: the export holds the solution, and is in the audit log.
    expect(await db().auditEntry.count({ where: { action: 'assignment.exported' } })).toBe(1);
    rmSync(out, { recursive: true });
  });

  it('a solution that scores were made with can only be changed by a regrade', async () => {
    const competition = await db().competition.findFirstOrThrow();
    const user = await db().user.create({ data: { name: 'A' } });
    const participant = await db().participant.create({
      data: { competitionId: competition.assignmentId, userId: user.id },
    });
    await db().submission.create({
      data: {
        competitionId: competition.assignmentId,
        participantId: participant.id,
        status: 'scored',
        sha256: 'x',
        fileName: 'p',
        fileBytes: 1,
        source: 'api',
        quotaDay: '2026-01-01',
        countsForLimit: true,
        scores: {
          create: {
            solutionId: competition.activeSolutionId ?? '',
            metric: 'accuracy',
            publicScore: 1,
            privateScore: 1,
          },
        },
      },
    });
    edit('solution.csv', (text) => text.replace(',Public', ',Ignored'));
    const plan = await planImport(await bundleOf(folder));
    expect(plan.ok ? [] : plan.problems.map((each) => each.code)).toEqual(['needs_regrade']);
  });
});

describe('a wrong bundle', () => {
  it('has every mistake of its settings listed with line and field, and changes nothing', async () => {
    const before = await db().assignment.count();
    edit('assignment.yaml', (text) =>
      text
        .replace('Asia/Taipei', 'Asia/Taipeh')
        .replace('daily_limit: 5', 'daily_limit: many')
        .replace('precision: 5', 'precison: 5'),
    );
    const found = await mistakes();
    expect(found).toContain('assignment.yaml:4 timezone bad_value');
    expect(found.some((each) => /assignment.yaml:\d+ competition.daily_limit bad_value/.test(each))).toBe(
      true,
    );
    expect(found.some((each) => each.includes('unknown_key'))).toBe(true);
    expect(await db().assignment.count()).toBe(before);
  });

  it('has missing files, files outside, unknown metrics and impossible times listed together', async () => {
    symlinkSync('/etc/hostname', path.join(folder, 'data', 'link.csv'));
    edit('assignment.yaml', (text) =>
      text
        .replace('metric: accuracy', 'metric: acuracy')
        .replace('data/train.csv', 'data/none.csv')
        .replace('data/test.csv', 'data/link.csv')
        .replace('file: simple.csv', 'file: ../simple.csv')
        .replace(/closes: .*/, 'closes: 2020-01-01T00:00:00'),
    );
    const bundle = await readBundle(folder);
    const messages = bundle.ok
      ? ''
      : bundle.problems.map((each) => `${each.field}: ${each.message}`).join('\n');
    for (const part of [
      'competition.metric',
      'accuracy',
      'data/none.csv is not in the folder',
      'data/link.csv is outside',
      '../simple.csv',
      'closes: must be later',
    ]) {
      expect(messages).toContain(part);
    }
  });

  it('whose grading names a baseline, question or item of the rubric that is nowhere, is refused with the lines', async () => {
    edit('assignment.yaml', (text) => {
      const rules = [
        '{ kind: beats_baseline, board: public, baseline: Simple }',
        '{ kind: quiz }',
        '{ kind: review, item: style }',
        '{ kind: manual }',
      ].map((rule, index) => `    - { id: i${index}, title: T, points: 1, rule: ${rule} }`);
      return `${text.replace(/^(grading|quiz|handin):\n(?: .*\n|\n)*/gm, '')}\ngrading:\n  items:\n${rules.join('\n')}\n`;
    });
    const bundle = await readBundle(folder);
    const lines = readFileSync(path.join(folder, 'assignment.yaml'), 'utf8').split('\n');
    const found = bundle.ok ? [] : bundle.problems;
    expect(found.map((each) => each.field)).toEqual([
      'grading.items.0.rule.baseline',
      'grading.items.1.rule.question',
      'grading.items.2.rule.item',
    ]);
    expect(found.map((each) => lines[(each.line ?? 0) - 1])).toEqual([
      expect.stringContaining('baseline: Simple'),
      expect.stringContaining('kind: quiz'),
      expect.stringContaining('item: style'),
    ]);
    expect(found[0]?.message).toMatch(/no baseline named Simple; it has /);
  });

  it('has a bad baseline or sample named by file and line', async () => {
    edit('simple.csv', (text) => text.replace(/\n(\d+),\d\n/, '\n$1,x\n'));
    edit('sample_submission.csv', (text) => text.replace(/\n.*\n$/, '\n'));
    const bundle = await readBundle(folder);
    const problems = bundle.ok ? [] : bundle.problems;
    expect(problems.map((each) => each.file)).toEqual(
      expect.arrayContaining(['simple.csv', 'sample_submission.csv']),
    );
    expect(problems.find((each) => each.file === 'simple.csv')?.line).toBe(2);
  });

  it("a local time that a zone's clocks skip is refused", async () => {
    edit('assignment.yaml', (text) =>
      text.replace('Asia/Taipei', 'Europe/Berlin').replace(/opens: .*/, 'opens: 2026-03-29T02:30:00'),
    );
    expect(await mistakes()).toEqual(['assignment.yaml:5 opens bad_value']);
  });

  it('A4: a solution whose ids are sorted by label gets a warning', async () => {
    edit('solution.csv', (text) => {
      const [header = '', ...rows] = text.trim().split('\n');
      return `${[header, ...rows.sort((a, b) => (a.split(',')[1] ?? '').localeCompare(b.split(',')[1] ?? ''))].join('\n')}\n`;
    });
    expect((await bundleOf(folder)).warnings.join()).toMatch(/sorted by label/);
    expect((await bundleOf(DIGITS)).warnings).toEqual([]);
  });
});

describe('the command line', () => {
  const run = promisify(execFile);
  const cli = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    try {
      return { code: 0, ...(await run(process.execPath, ['scripts/saddlepoint.mjs', ...args])) };
    } catch (error) {
      const failed = error as { code: number; stdout: string; stderr: string };
      return { code: failed.code, stdout: failed.stdout, stderr: failed.stderr };
    }
  };
  const score = (submission: string) => [
    'score',
    '--solution',
    `${DIGITS}/solution.csv`,
    '--submission',
    submission,
    '--metric',
    'accuracy',
    '--json',
  ];

  it('scores offline: 0 with the scores, 1 with the problems, 2 for wrong usage', async () => {
    const good = await cli(...score(`${DIGITS}/simple.csv`));
    expect([good.code, JSON.parse(good.stdout)]).toEqual([
      0,
      { public: 396 / 448, private: 392 / 449, rows: 897, problems: [] },
    ]);
    const bad = await cli(...score('courses/demo/predictions/bad/missing-rows.csv'));
    expect([bad.code, JSON.parse(bad.stdout).problems.length]).toEqual([1, 1]);
    expect((await cli('score', '--nope')).code).toBe(2);
    expect((await cli('--help')).code).toBe(0);
  });

  it('imports with --yes, and makes tokens for people there are', async () => {
    const again = await cli('import', DIGITS, '--json', '--yes');
    expect([again.code, Object.keys(JSON.parse(again.stdout))]).toEqual([
      0,
      ['applied', 'changes', 'warnings'],
    ]);
    const nobody = await cli('token', 'create', '--user', 'nobody@example.edu');
    expect([nobody.code, nobody.stdout]).toEqual([1, '']);
    await db().user.create({ data: { name: 'B', email: 'b@example.edu' } });
    const token = await cli('token', 'create', '--user', 'b@example.edu');
    expect(token.stdout).toMatch(/^sp_[\w-]{40,}\n$/);
  });
});

describe("a course's own metric", () => {
  const LENIENT = `export const direction = 'higher_is_better';
export const score = (truth, prediction) =>
  truth.filter((row, index) => Math.abs(Number(row.Label) - Number(prediction[index].Label)) <= 1).length / truth.length;
`;

  it('is one file of the bundle, scores in the worker, and comes back with the export', async () => {
    const target = /target: (\w+)/.exec(readFileSync(path.join(folder, 'assignment.yaml'), 'utf8'))?.[1];
    writeFileSync(path.join(folder, 'metric.mjs'), LENIENT.replaceAll('Label', target ?? ''));
    edit('assignment.yaml', (text) =>
      text
        .replace('assignment: digits', 'assignment: own-metric')
        .replace(/metric: \w+/, 'metric: custom\n  metric_file: metric.mjs'),
    );
    const bundle = await bundleOf(folder);
    expect(bundle.metric.spec).toMatch(/^custom:file=[0-9a-f]{64},direction=higher_is_better$/);
    expect((await applyImport(bundle, null)).ok).toBe(true);
    expect(await linesOf(folder)).toEqual([]);
    const competition = await db().competition.findFirstOrThrow({
      where: { assignment: { slug: 'own-metric' } },
    });
    await scoreBaselines({ competitionId: competition.assignmentId });
    const own = await db().baseline.findMany({
      where: { competitionId: competition.assignmentId },
      orderBy: { position: 'asc' },
    });
    // By hand from the same files: the share of rows whose digit is at most one off.
    expect(own[0]?.publicScore).toBeCloseTo(shareWithinOne(folder, own[0]?.fileName ?? '', 'Public'), 12);
    expect(own[0]?.privateScore).toBeCloseTo(shareWithinOne(folder, own[0]?.fileName ?? '', 'Private'), 12);

    const back = mkdtempSync(path.join(tmpdir(), 'bundle-back-'));
    try {
      await exportBundle('demo', 'own-metric', back);
      expect(readFileSync(path.join(back, 'metric.mjs'), 'utf8')).toBe(
        readFileSync(path.join(folder, 'metric.mjs'), 'utf8'),
      );
      expect(await linesOf(back)).toEqual([]);
    } finally {
      rmSync(back, { recursive: true, force: true });
    }
  });

  it('A100: is read as a text until its import is confirmed, and runs then for the first time', async () => {
    edit('assignment.yaml', (text) =>
      text
        .replace('assignment: digits', 'assignment: loud-metric')
        .replace(/metric: \w+/, 'metric: custom\n  metric_file: metric.mjs'),
    );
    const apply = async (source: string): Promise<unknown> => {
      writeFileSync(path.join(folder, 'metric.mjs'), source);
      // Reading and planning go through, whatever the file would do.
      const bundle = await bundleOf(folder);
      expect((await planImport(bundle)).ok).toBe(true);
      const done = await applyImport(bundle, null);
      return done.ok ? 'applied' : done.problems;
    };
    const direction = "export const direction = 'higher_is_better';\n";
    const score = 'export const score = () => 1;\n';
    const place = { file: 'assignment.yaml', field: 'competition.metric_file' };
    expect(await apply(`throw new Error('it runs');\n${direction}${score}`)).toEqual([
      { code: 'custom_metric_threw', message: 'The metric failed: Error: it runs', ...place },
    ]);
    expect(
      await apply(`/*\n${direction}*/\nexport let direction = 'lower_is_better';\n${score}`),
    ).toMatchObject([{ code: 'custom_metric_export_invalid', ...place }]);
    expect(await db().assignment.count({ where: { slug: 'loud-metric' } })).toBe(0);
  });

  it('that can not be used is a mistake of the bundle, with its field', async () => {
    edit('assignment.yaml', (text) =>
      text
        .replace('assignment: digits', 'assignment: own-metric')
        .replace(/metric: \w+/, 'metric: custom\n  metric_file: metric.mjs'),
    );
    expect(await mistakenFields()).toEqual(['assignment.yaml: competition.metric_file bad_file']);
    writeFileSync(
      path.join(folder, 'metric.mjs'),
      "export const direction = 'up';\nexport const score = () => 1;\n",
    );
    expect(await mistakenFields()).toEqual([
      'assignment.yaml: competition.metric_file custom_metric_export_missing',
    ]);
    edit('assignment.yaml', (text) => text.replace('metric: custom', 'metric: accuracy'));
    expect(await mistakenFields()).toEqual(['assignment.yaml: competition.metric_file bad_value']);
  });
});

function shareWithinOne(at: string, file: string, usage: string): number {
  const table = (name: string): string[][] =>
    readFileSync(path.join(at, name), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','));
  const predicted = new Map(table(file).map(([id, label]) => [id, Number(label)]));
  const rows = table('solution.csv').filter((row) => row[2] === usage);
  return (
    rows.filter(([id, label]) => Math.abs((predicted.get(id ?? '') ?? NaN) - Number(label)) <= 1).length /
    rows.length
  );
}
