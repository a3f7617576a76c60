import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { exportBundle } from '@/lib/bundle/export-bundle';
import { applyImport, planImport } from '@/lib/bundle/import-bundle';
import { readBundle, type Bundle } from '@/lib/bundle/read-bundle';
import { loadCompetition } from '@/lib/assignment/competition';
import type { Viewer } from '@/lib/identity/viewer';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { scoreBaselines } from '@/lib/jobs/handlers/score-baselines';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { regradeState } from '@/lib/staff/regrade-list';
import { everyMeeting, startSide } from '../../support/meeting';
import { addSolution, enrolStudent } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { accepted } from '../support/submissions';

await useDatabase();
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await closeSharedPool();
});
beforeEach(() => setDatabaseClock('2026-03-20T10:00:00Z'));

const ONCE = { isLast: false };
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8];
const predictions = (labels: string): string =>
  `Id,Class\n${ROWS.map((row) => `${row},${labels[(row - 1) % labels.length]}\n`).join('')}`;

type Yaml = Record<string, unknown> & { competition: Record<string, unknown> };

let made = 0;

/** A folder with a small assignment of its own; `change` may edit what its YAML says. */
function makeFolder(change: (yaml: Yaml) => void = () => undefined): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'unchanged-'));
  folders.push(folder);
  made += 1;
  const yaml: Yaml = {
    course: `course-${made}`,
    assignment: 'small',
    title: 'Small',
    timezone: 'Asia/Taipei',
    opens: '2026-03-01T00:00:00',
    closes: '2026-04-01T23:59:00',
    competition: {
      metric: 'accuracy',
      id: 'Id',
      target: 'Class',
      solution: 'solution.csv',
      sample_submission: 'sample.csv',
      split: { public: 0.5, seed: 'a seed', by: 'random' },
      baselines: [
        { name: 'simple', file: 'simple.csv' },
        { name: 'given', public: 0.5, private: 0.25 },
      ],
      daily_limit: null,
    },
    pages: { overview: 'overview.md', rules: 'rules.md' },
  };
  change(yaml);
  writeFileSync(path.join(folder, 'assignment.yaml'), stringify(yaml));
  const files = { 'solution.csv': 'ab', 'sample.csv': 'a', 'simple.csv': 'abb', 'strong.csv': 'aab' };
  for (const [name, labels] of Object.entries(files))
    writeFileSync(path.join(folder, name), predictions(labels));
  writeFileSync(path.join(folder, 'overview.md'), 'Overview.');
  writeFileSync(path.join(folder, 'rules.md'), 'Rules.');
  mkdirSync(path.join(folder, 'code', 'deep'), { recursive: true });
  writeFileSync(path.join(folder, 'code', 'train.py'), 'print(1)\n');
  writeFileSync(path.join(folder, 'code', 'deep', 'model.py'), 'print(2)\n');
  return folder;
}

function edit(folder: string, change: (yaml: Yaml) => void): void {
  const file = path.join(folder, 'assignment.yaml');
  const yaml = parse(readFileSync(file, 'utf8')) as Yaml;
  change(yaml);
  writeFileSync(file, stringify(yaml));
}

async function bundleOf(folder: string): Promise<Bundle> {
  const bundle = await readBundle(folder);
  if (!bundle.ok) throw new Error(JSON.stringify(bundle.problems, null, 1));
  return bundle.value;
}

/** What importing the folder would change, or the codes of why it may not. */
async function planned(folder: string): Promise<readonly string[]> {
  const plan = await planImport(await bundleOf(folder));
  return plan.ok ? plan.value.lines : plan.problems.map((each) => each.code);
}

async function imported(
  folder: string,
): Promise<{ id: string; courseId: string; slug: string; course: string }> {
  const bundle = await bundleOf(folder);
  const done = await applyImport(bundle, null);
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  const { id, courseId } = await db().assignment.findFirstOrThrow({
    where: { slug: bundle.yaml.assignment, course: { slug: bundle.yaml.course } },
  });
  return { id, courseId, slug: bundle.yaml.assignment, course: bundle.yaml.course };
}

async function scored(competitionId: string, student: Viewer): Promise<number> {
  const id = await accepted(competitionId, student, 'abbaabab');
  await scoreSubmission({ submissionId: id }, ONCE);
  return id;
}

describe('A96: an unchanged folder', () => {
  it('differs in nothing after the first score, with a split the site made, however often it is imported', async () => {
    const folder = makeFolder();
    const at = await imported(folder);
    await scoreBaselines({ competitionId: at.id });
    await scored(at.id, await enrolStudent(at));
    const before = await db().baseline.findMany({
      where: { competitionId: at.id },
      orderBy: { position: 'asc' },
    });
    expect(await planned(folder)).toEqual([]);
    edit(folder, (yaml) => (yaml.title = 'Another title'));
    expect(await planned(folder)).toEqual(['title: "Small" → "Another title"']);
    await imported(folder);
    expect(await planned(folder)).toEqual([]);
    // Its baselines are the same rows with the same scores.
    const after = await db().baseline.findMany({
      where: { competitionId: at.id },
      orderBy: { position: 'asc' },
    });
    expect(after).toEqual(before);
    edit(folder, (yaml) => delete yaml.competition.split);
    writeFileSync(path.join(folder, 'solution.csv'), withUsage());
    expect(await planned(folder)).toEqual(['needs_regrade']);
  });

  it('exported and imported again differs in nothing, whatever the settings', async () => {
    await fc.assert(
      fc.asyncProperty(settings(), async (change) => {
        const at = await imported(makeFolder(change));
        const out = mkdtempSync(path.join(tmpdir(), 'exported-'));
        folders.push(out);
        expect((await exportBundle(at.course, at.slug, out)).ok).toBe(true);
        expect(await planned(out)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});

/** Random values for what may be set, each there or not. */
function settings(): fc.Arbitrary<(yaml: Yaml) => void> {
  const text = fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter((each) => each.trim() !== '');
  const competition = fc.record(
    {
      daily_limit: fc.option(fc.integer({ min: 1, max: 1000 })),
      limit_timezone: fc.constantFrom('UTC', 'Asia/Taipei', 'America/St_Johns'),
      failed_per_day: fc.integer({ min: 1, max: 10_000 }),
      final_submissions: fc.integer({ min: 1, max: 20 }),
      reveal: fc.constantFrom('at_close', 'manual'),
      precision: fc.integer({ min: 0, max: 10 }),
      max_file_mb: fc.integer({ min: 1, max: 1_000_000_000 }).map((bytes) => bytes / 1_000_000),
      late_submissions: fc.boolean(),
      labels: fc.constantFrom(['a', 'b'], ['b', 'a', 'c']),
      metric: fc.constantFrom('accuracy', 'f1_macro', 'balanced_accuracy'),
      accept_rules: fc.constant('rules.md'),
      split: fc.record(
        {
          public: fc.constantFrom(0.25, 0.5, 0.75),
          seed: text,
          by: fc.constantFrom('random', 'stratified'),
        },
        { requiredKeys: ['public', 'seed', 'by'] },
      ),
      baselines: fc.constantFrom(
        [],
        [{ name: '0', file: 'strong.csv' }],
        [
          { name: 'b', public: 0.1 + 0.2, private: -1e-7 },
          { name: 'a', file: 'simple.csv' },
        ],
      ),
    },
    { requiredKeys: [] },
  );
  const base = fc.record(
    {
      title: text,
      course_title: text,
      timezone: fc.constantFrom('Asia/Taipei', 'America/New_York', 'Asia/Kathmandu'),
      closes: fc.constantFrom('2026-04-01T23:59:00', '2026-11-01T01:30:00', '2026-12-31T00:00'),
      pages: fc.constantFrom({ rules: 'rules.md' }, { rules: 'rules.md', overview: 'overview.md' }),
      reference: fc.constantFrom('code/', 'code/deep'),
      data: fc.constantFrom([], ['strong.csv'], ['strong.csv', 'overview.md']),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(base, competition).map(([outer, inner]) => (yaml: Yaml) => {
    Object.assign(yaml, outer);
    Object.assign(yaml.competition, inner);
  });
}

/** Every optional setting, at something else than its default. */
const ALL: { readonly competition: Record<string, unknown> } & Record<string, unknown> = {
  reference: 'code/',
  data: ['strong.csv'],
  competition: {
    daily_limit: 7,
    limit_timezone: 'Asia/Taipei',
    failed_per_day: 3,
    final_submissions: 4,
    reveal: 'manual',
    precision: 3,
    max_file_mb: 1.5,
    late_submissions: true,
    labels: ['a', 'b'],
    accept_rules: 'rules.md',
    baselines: [{ name: 'simple', file: 'simple.csv' }],
    split: { public: 0.25, seed: 's', by: 'stratified' },
  },
};

function withUsage(): string {
  const usage = (row: number): string => (row % 2 === 0 ? 'Public' : 'Private');
  return `Id,Class,Usage\n${ROWS.map((row) => `${row},${row % 2 === 0 ? 'b' : 'a'},${usage(row)}\n`).join('')}`;
}

describe('A96: a setting that is removed from the folder', () => {
  it.each(Object.keys(ALL.competition))('%s is removed from the site', async (key) => {
    const full = makeFolder((yaml) => Object.assign(yaml.competition, ALL.competition));
    const at = await imported(full);
    edit(full, (yaml) => delete yaml.competition[key]);
    if (key === 'split') writeFileSync(path.join(full, 'solution.csv'), withUsage());
    expect((await planned(full)).length).toBeGreaterThan(0);
    await imported(full);
    expect(await planned(full)).toEqual([]);
    // The same as if it had never been there.
    const never = makeFolder((yaml) => {
      Object.assign(yaml.competition, ALL.competition);
      delete yaml.competition[key];
    });
    if (key === 'split') writeFileSync(path.join(never, 'solution.csv'), withUsage());
    expect(await settingsOf(at.id)).toEqual(await settingsOf((await imported(never)).id));
  });

  it.each(['reference', 'data', 'pages'])('%s is removed from the site', async (key) => {
    const full = makeFolder((yaml) => Object.assign(yaml, { reference: ALL.reference, data: ALL.data }));
    const at = await imported(full);
    edit(full, (yaml) => delete yaml[key]);
    await imported(full);
    expect(await planned(full)).toEqual([]);
    const kind = key === 'pages' ? null : key;
    const left =
      kind === null
        ? await db().assignmentPage.count({ where: { assignmentId: at.id } })
        : await db().assignmentFile.count({ where: { assignmentId: at.id, kind: kind as 'data' } });
    expect(left).toBe(0);
  });
});

async function settingsOf(id: string) {
  const { assignmentId, activeSolutionId, ...settings } = await db().competition.findUniqueOrThrow({
    where: { assignmentId: id },
  });
  const baselines = await db().baseline.findMany({
    where: { competitionId: id },
    orderBy: { position: 'asc' },
  });
  return {
    ...settings,
    hasSolution: activeSolutionId !== null && assignmentId === id,
    baselines: baselines.map(({ name, fileName, sha256 }) => [name, fileName, sha256]),
  };
}

describe('A96: an import while something else happens', () => {
  interface Arranged {
    readonly id: string;
    readonly bundle: Bundle;
    readonly waiting: number;
  }
  const arrange = async (): Promise<Arranged> => {
    const folder = makeFolder();
    const at = await imported(folder);
    const waiting = await accepted(at.id, await enrolStudent(at), 'abbaabab');
    edit(folder, (yaml) =>
      Object.assign(yaml.competition, { split: { public: 0.75, seed: 'b', by: 'random' } }),
    );
    return { id: at.id, bundle: await bundleOf(folder), waiting };
  };

  it('and the first score lands: either the import is refused, or the score is one of the new split', async () => {
    const seen = new Set<string>();
    const check = async ({ id, waiting }: Arranged, point: string): Promise<void> => {
      await scoreSubmission({ submissionId: waiting }, ONCE);
      const competition = await loadCompetition(db(), id);
      const score = await db().score.findFirstOrThrow({ where: { submissionId: waiting } });
      const shown = {
        seed: competition?.split?.seed,
        public: score.publicScore,
        private: score.privateScore,
      };
      const [before, after] = [await scoresUnder('a seed', 0.5), await scoresUnder('b', 0.75)];
      expect([before, after], point).toContainEqual(shown);
      seen.add(shown.seed ?? '');
    };
    const first = ({ bundle }: Arranged) => applyImport(bundle, null);
    const second = ({ waiting }: Arranged) => scoreSubmission({ submissionId: waiting }, ONCE);
    await everyMeeting({ arrange, first: second, second: first, check });
    expect([...seen].sort()).toEqual(['a seed', 'b']);
  }, 240_000);

  it('the guard is read under the lock: a score between looking and writing refuses the import', async () => {
    const { id, bundle, waiting } = await arrange();
    const importing = startSide(() => applyImport(bundle, null), { stopBefore: /FOR NO KEY UPDATE/ });
    await importing.stopped();
    await scoreSubmission({ submissionId: waiting }, ONCE);
    importing.goOn();
    const outcome = await importing.ended;
    expect(outcome.ok ? [] : outcome.problems.map((each) => each.code)).toEqual(['needs_regrade']);
    expect((await loadCompetition(db(), id))?.split?.seed).toBe('a seed');
  });
});

/** What the one submission of a meeting scores under a split, found by an assignment of its own. */
const known = new Map<string, { seed: string; public: number | null; private: number | null }>();
async function scoresUnder(seed: string, share: number) {
  const found = known.get(seed);
  if (found) return found;
  const at = await imported(
    makeFolder((yaml) => Object.assign(yaml.competition, { split: { public: share, seed, by: 'random' } })),
  );
  const score = await db().score.findFirstOrThrow({
    where: { submissionId: await scored(at.id, await enrolStudent(at)) },
  });
  const result = { seed, public: score.publicScore, private: score.privateScore };
  known.set(seed, result);
  return result;
}

describe('A99: a baseline file is replaced while a regrade is prepared', () => {
  it('the regrade says so, is made again, and its commit gives the new file its score', async () => {
    const folder = makeFolder();
    const at = await imported(folder);
    await scoreBaselines({ competitionId: at.id });
    const staff = await enrolStudent(at, 'ta');
    const solutionId = await addSolution(at.id, predictions('aab'), 2);
    const started = await startRegrade(staff, at.id, { solutionId }, 'labels were wrong');
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    const { runId } = started.value;
    await regrade({ runId }, ONCE);
    cpSync(path.join(folder, 'strong.csv'), path.join(folder, 'simple.csv'));
    await imported(folder);
    const state = await regradeState(staff, at.id);
    expect(state.ok && state.value.run).toMatchObject({ status: 'scoring' });
    expect(state.ok && state.value.run?.remark).toContain('made again');
    const early = await commitRegrade(staff, runId);
    expect(early.ok ? [] : early.problems.map((each) => each.code)).toEqual(['regrade_not_ready']);
    await regrade({ runId }, ONCE);
    expect((await commitRegrade(staff, runId)).ok).toBe(true);
    const baseline = await db().baseline.findFirstOrThrow({
      where: { competitionId: at.id, name: 'simple' },
    });
    // strong.csv says aab…, as the solution does now.
    expect([baseline.publicScore, baseline.privateScore, baseline.solutionId]).toEqual([1, 1, solutionId]);
  });

  it('at every point of its being scored: a regrade that is ready knows the file that is there', async () => {
    interface Arranged {
      readonly id: string;
      readonly staff: Viewer;
      readonly runId: string;
      readonly bundle: Bundle;
    }
    await everyMeeting<Arranged>({
      arrange: async () => {
        const folder = makeFolder();
        const at = await imported(folder);
        const staff = await enrolStudent(at, 'ta');
        const solutionId = await addSolution(at.id, predictions('aab'), 2);
        const started = await startRegrade(staff, at.id, { solutionId }, 'labels were wrong');
        if (!started.ok) throw new Error(JSON.stringify(started.problems));
        cpSync(path.join(folder, 'strong.csv'), path.join(folder, 'simple.csv'));
        return { id: at.id, staff, runId: started.value.runId, bundle: await bundleOf(folder) };
      },
      first: ({ runId }) => regrade({ runId }, ONCE),
      second: ({ bundle }) => applyImport(bundle, null),
      check: async ({ id, staff, runId }, point) => {
        const { status } = await db().regradeRun.findUniqueOrThrow({ where: { id: runId } });
        if (status === 'scoring') await regrade({ runId }, ONCE);
        expect((await commitRegrade(staff, runId)).ok, point).toBe(true);
        const baseline = await db().baseline.findFirstOrThrow({
          where: { competitionId: id, name: 'simple' },
        });
        expect([baseline.publicScore, baseline.privateScore], point).toEqual([1, 1]);
      },
    });
  }, 240_000);
});
