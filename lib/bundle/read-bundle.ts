import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { afterMinute } from '@/lib/assignment/deadline.core';
import { CUSTOM, customSpec } from '@/lib/metrics/custom.core';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import type { BoundMetric } from '@/lib/metrics/metric.types';
import { localInstant } from '@/lib/platform/local-time.core';
import { hashFile } from '@/lib/platform/files/store';
import { readDirection } from '@/lib/scoring/custom-metric';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
import type { CompiledSolution } from '@/lib/prediction/prediction.types';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { bundleSchema, sectionValue, type BundleYaml } from '@/lib/bundle/bundle.schema';
import { bundleText } from '@/lib/bundle/bundle-text';
import { checkNames } from '@/lib/bundle/check-names';
import { SECTIONS } from '@/lib/bundle/sections';
import { quotingHint, unquotedLabels } from '@/lib/bundle/yaml-hints';

const YAML = 'assignment.yaml';

/** A bundle that has been checked whole. Paths are relative to `folder`, with slashes. */
export interface Bundle {
  readonly folder: string;
  readonly yaml: BundleYaml;
  readonly metric: BoundMetric;
  readonly targetColumns: readonly string[];
  readonly labels: readonly string[];
  readonly opensAt: Date;
  /** The first instant after the last minute that counts. */
  readonly closesAt: Date;
  readonly rows: { readonly public: number; readonly private: number; readonly ignored: number };
  readonly referenceFiles: readonly string[];
  /** Not wrong, but worth a look. */
  readonly warnings: readonly string[];
}

export interface ReadBundleOptions {
  /** Leaves out data files that are not there, with a warning, instead of refusing: large data may come later. */
  readonly withoutMissingData?: boolean;
}

/** Reads a folder. Refused with every mistake found: file, line or field, and the rule; nothing is changed by reading. */
export async function readBundle(folder: string, options: ReadBundleOptions = {}): Promise<Result<Bundle>> {
  const text = await bundleText(folder, YAML).catch(() => null);
  if (text === null) return refuse({ code: 'no_bundle', file: YAML, message: `${folder} has no ${YAML}.` });
  if (!text.ok) return text;
  const lines = new LineCounter();
  const document = parseDocument(text.value, { lineCounter: lines });
  if (document.errors.length > 0) {
    return refuse(
      ...document.errors.map((error) => ({
        code: 'not_yaml',
        file: YAML,
        line: error.linePos?.[0].line ?? 1,
        message: error.message,
      })),
    );
  }
  const parsed = bundleSchema.safeParse(document.toJS());
  if (!parsed.success) {
    return refuse(
      ...parsed.error.issues.map((issue) => ({
        code: issue.code === 'unrecognized_keys' ? 'unknown_key' : 'bad_value',
        file: YAML,
        line: lineOf(document, lines, issue.path),
        field: issue.path.join('.'),
        message: issue.message + quotingHint(document, issue.path),
      })),
    );
  }
  const labels = unquotedLabels(document);
  if (labels.length > 0)
    return refuse(...labels.map((each) => withLine({ ...each, file: YAML }, document, lines)));
  const yaml = parsed.data as unknown as BundleYaml;
  const bundle = await (options.withoutMissingData ? withoutMissing(folder, yaml) : checkWhole(folder, yaml));
  return bundle.ok ? bundle : refuse(...bundle.problems.map((each) => withLine(each, document, lines)));
}

/** A mistake in the YAML that has a field gets the line of it, too. */
function withLine(problem: Problem, document: Document, lines: LineCounter): Problem {
  if (problem.file !== YAML || problem.line !== undefined || problem.field === undefined) return problem;
  return { ...problem, line: lineOf(document, lines, fieldPath(problem.field)) };
}

/** `competition.baselines.0.file` as the keys and indexes that lead there. */
function fieldPath(field: string): (string | number)[] {
  return field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

async function withoutMissing(folder: string, yaml: BundleYaml): Promise<Result<Bundle>> {
  const found = await Promise.all(
    yaml.data.map((name) => lstat(path.resolve(folder, name)).catch(() => null)),
  );
  const missing = yaml.data.filter((_, index) => found[index] === null);
  const bundle = await checkWhole(folder, { ...yaml, data: yaml.data.filter((_, index) => found[index]) });
  if (!bundle.ok || missing.length === 0) return bundle;
  const warning = `Data that is not in the folder is left out: ${missing.join(', ')}.`;
  return ok({ ...bundle.value, warnings: [...bundle.value.warnings, warning] });
}

async function checkWhole(folder: string, yaml: BundleYaml): Promise<Result<Bundle>> {
  const problems: Problem[] = [];
  const add = (field: string, message: string): void =>
    void problems.push({ code: 'bad_value', file: YAML, field, message });
  const opens = localInstant(yaml.opens, yaml.timezone);
  const closes = localInstant(yaml.closes, yaml.timezone);
  for (const [field, time] of [
    ['opens', opens],
    ['closes', closes],
  ] as const)
    if (!time.ok) for (const { message } of time.problems) add(field, message);
  if (opens.ok && closes.ok && closes.value <= opens.value) add('closes', 'must be later than opens.');
  const metric = await metricOf(folder, yaml);
  if (!metric.ok) problems.push(...metric.problems.map((each) => ({ ...each, file: YAML })));
  const referenceFiles = yaml.reference ? await listFolder(folder, yaml.reference, add) : [];
  problems.push(
    ...(await checkFiles(folder, yaml)),
    ...checkSections(yaml),
    ...namesOf(yaml, referenceFiles),
  );
  if (problems.length > 0 || !metric.ok || !opens.ok || !closes.ok) return refuse(...problems);
  const targetColumns = [yaml.competition.target].flat();
  const labels = (yaml.competition.labels ?? []).map(String);
  const tables = await checkTables(folder, yaml, metric.value, targetColumns, labels);
  if (!tables.ok) return tables;
  const solution = tables.value;
  return ok({
    folder,
    yaml,
    metric: metric.value,
    targetColumns,
    labels,
    opensAt: opens.value,
    closesAt: afterMinute(closes.value),
    rows: {
      public: solution.publicRows.length,
      private: solution.privateRows.length,
      ignored: solution.rows - solution.publicRows.length - solution.privateRows.length,
    },
    referenceFiles,
    warnings: sortedByLabel(solution)
      ? ['The ids of the solution are sorted by label: ids then tell the answer. Shuffle them.']
      : [],
  });
}

/** The metric; a course's own is read as a text, and run for the first time once the import is confirmed. */
async function metricOf(folder: string, yaml: BundleYaml): Promise<Result<BoundMetric>> {
  const { metric, metric_file: name } = yaml.competition;
  const field = 'competition.metric_file';
  if (metric !== CUSTOM) {
    const known = parseMetricSpec(metric);
    if (!known.ok) return refuse(...known.problems.map((each) => ({ ...each, field: 'competition.metric' })));
    if (name === undefined) return known;
    return refuse({ code: 'bad_value', field, message: `is for the metric ${CUSTOM} alone.` });
  }
  if (name === undefined)
    return refuse({ code: 'bad_value', field, message: `name the file of the metric ${CUSTOM}.` });
  const wrong = await fileProblem(folder, name);
  if (wrong) return refuse({ code: 'bad_file', field, message: `${name} ${wrong}` });
  const file = path.join(folder, name);
  const direction = await readDirection(file);
  if (!direction.ok) return refuse(...direction.problems.map((each) => ({ ...each, field })));
  return parseMetricSpec(customSpec((await hashFile(file)).sha256, direction.value));
}

function checkSections(yaml: BundleYaml): Problem[] {
  return SECTIONS.flatMap((section) => {
    const value = sectionValue(yaml, section.key);
    if (value === null) return [];
    return [...section.check(value), ...timesOf(value, yaml.timezone)].map((problem) => ({
      ...problem,
      file: YAML,
      field: problem.field ? `${section.key}.${problem.field}` : section.key,
    }));
  });
}

/** The times a section names for itself, as `closes` of the quiz. */
function timesOf(section: unknown, zone: string): Problem[] {
  const values = section as Readonly<Record<string, unknown>>;
  return ['opens', 'closes'].flatMap((field) => {
    const time = values[field];
    const read = typeof time === 'string' ? localInstant(time, zone) : ok(null);
    return read.ok ? [] : read.problems.map(({ message }) => ({ code: 'bad_value', field, message }));
  });
}

function namesOf(yaml: BundleYaml, referenceFiles: readonly string[]): Problem[] {
  return checkNames(yaml, referenceFiles).map((problem) => ({ ...problem, file: YAML }));
}

function lineOf(document: Document, lines: LineCounter, issuePath: readonly PropertyKey[]): number {
  for (let length = issuePath.length; length > 0; length -= 1) {
    const node = document.getIn(issuePath.slice(0, length), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Every file the YAML names, with its field. */
export function namedFiles(yaml: BundleYaml): readonly { readonly field: string; readonly name: string }[] {
  const { competition } = yaml;
  return [
    { field: 'competition.solution', name: competition.solution },
    { field: 'competition.sample_submission', name: competition.sample_submission },
    ...(competition.accept_rules
      ? [{ field: 'competition.accept_rules', name: competition.accept_rules }]
      : []),
    ...competition.baselines.flatMap((each, index) =>
      'file' in each ? [{ field: `competition.baselines.${index}.file`, name: each.file }] : [],
    ),
    ...yaml.data.map((name, index) => ({ field: `data.${index}`, name })),
    ...Object.entries(yaml.pages).map(([key, name]) => ({ field: `pages.${key}`, name })),
  ];
}

async function checkFiles(folder: string, yaml: BundleYaml): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { field, name } of namedFiles(yaml)) {
    const wrong = await fileProblem(folder, name);
    if (wrong) problems.push({ code: 'bad_file', file: YAML, field, message: `${name} ${wrong}` });
    else if (field.startsWith('pages.')) {
      const text = await bundleText(folder, name);
      if (!text.ok) problems.push(...text.problems);
    }
  }
  return problems;
}

/** Files are inside the folder, and no links lead out of it. */
async function fileProblem(folder: string, name: string): Promise<string | null> {
  const target = path.resolve(folder, name);
  const found = await lstat(target).catch(() => null);
  if (!found) return 'is not in the folder.';
  const [root, real] = await Promise.all([realpath(folder), realpath(target)]);
  if (real !== root && !real.startsWith(root + path.sep)) return 'is outside the folder.';
  return found.isFile() ? null : 'is not a plain file.';
}

async function listFolder(
  folder: string,
  name: string,
  add: (field: string, message: string) => void,
): Promise<string[]> {
  const entries = await readdir(path.join(folder, name), { withFileTypes: true }).catch(() => null);
  if (!entries) {
    add('reference', `${name} is not a folder here.`);
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(name, entry.name))
    .sort();
}

/** The solution parses; the sample submission and the baselines are valid predictions for it. */
async function checkTables(
  folder: string,
  yaml: BundleYaml,
  { metric }: BoundMetric,
  targetColumns: readonly string[],
  labels: readonly string[],
): Promise<Result<CompiledSolution>> {
  const { competition } = yaml;
  const solution = compileSolution(await readFile(path.join(folder, competition.solution)), {
    idColumn: competition.id,
    targetColumns,
    truthCells: metric.truthCells,
    cells: metric.cells,
    labels: labels.length > 0 ? labels : null,
    split: splitOf(yaml),
  });
  if (!solution.ok)
    return refuse(...solution.problems.map((each) => ({ ...each, file: competition.solution })));
  const problems: Problem[] = [];
  const files = [
    competition.sample_submission,
    ...competition.baselines.flatMap((each) => ('file' in each ? [each.file] : [])),
  ];
  for (const file of files) {
    const parsed = parsePrediction(await readFile(path.join(folder, file)), solution.value);
    if (!parsed.ok) problems.push(...parsed.problems.map((each) => ({ ...each, file })));
  }
  return problems.length > 0 ? refuse(...problems) : solution;
}

export function splitOf(
  yaml: BundleYaml,
): { public: number; seed: string; by: 'random' | 'stratified' | 'grouped'; column?: string } | null {
  const split = yaml.competition.split;
  if (!split) return null;
  return {
    public: split.public,
    seed: String(split.seed),
    by: split.by,
    ...(split.column === undefined ? {} : { column: split.column }),
  };
}

/** Whether going through the solution in its order the label never returns to one it has left (A4). */
function sortedByLabel(solution: CompiledSolution): boolean {
  const truth = solution.truth[0];
  if (truth?.kind !== 'label' || truth.labels.length < 2 || solution.rows < 20) return false;
  let changes = 0;
  for (let row = 1; row < solution.rows; row += 1)
    if (truth.codes[row] !== truth.codes[row - 1]) changes += 1;
  return changes === truth.labels.length - 1;
}
