/**
 * `npx tsx scripts/docs/metrics-page.ts`: writes docs/metrics.md from the metrics themselves, so that the page can't
 * differ from what is computed. A unit test compares the two.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Metric, MetricParameter } from '@/lib/metrics/metric.types';
import { METRICS } from '@/lib/metrics/registry.core';

const PAGE = 'docs/metrics.md';

const INTRODUCTION = `# Metrics

This page is written by \`npx tsx scripts/docs/metrics-page.ts\`.

A competition names its metric as \`name\` or \`name:key=value,key=value\`, e.g. \`accuracy\`, \`map_at_k:k=5\`,
\`f1_binary:pos_label=yes\`. ↑ means that a higher score is better, ↓ a lower one.

- A score is computed over the rows of one split alone: classes, means and ranks are those of the public or of the private rows.
- Where a metric is undefined for a split (no rows, one class only for ROC-AUC, a constant column for a correlation …) there
  is no score. Such a submission is not ranked, in either direction.
- Every metric is checked against scikit-learn or scipy to 1e-12 on 280 random cases, at least 200 of them with a defined
  value; the few that those libraries lack (\`smape\`, \`map_at_k\`, \`levenshtein\`, \`normalized_levenshtein\`, \`wer\`) against
  an independent implementation in \`scripts/vectors\`.
- Sums are compensated (Neumaier 1974), so the order of rows doesn't change a score beyond the last digits.
`;

const CELLS = `
## Cells

| cell | holds |
| --- | --- |
| \`integer_label\` | a class as a decimal integer: \`7\`, \`-1\`; not \`07\` or \`7.0\` |
| \`string_label\` | a class as text |
| \`real\` | a finite decimal number |
| \`probability\` | a number from 0 to 1; in a solution 0 or 1 (one-hot for several columns) |
| \`ranking\` | labels separated by single spaces, best first; in a solution the relevant labels |
| \`sequence\` | any text |
| \`mask\` | run-length encoding \`start length start length …\`, from 1, ascending, not overlapping; may be empty |
`;

const CUSTOM = `
## A metric of a course's own

A course brings one file, \`metric.mjs\`, in its bundle:

\`\`\`js
export const direction = 'higher_is_better'; // or 'lower_is_better'
export const title = 'Share of exact rows'; // optional

// Rows of one split, aligned; cells are texts under the names of their columns.
export function score(truth, prediction) {
  return truth.filter((row, i) => row.Class === prediction[i].Class).length / truth.length;
}
\`\`\`

It is called once for the public and once for the private rows and returns a finite number (or a promise of one). It runs in
a thread of the scoring worker, by default for at most 60 s and with at most 1024 MB of heap; beyond that it is stopped and
the submission has no score. It is the course's own code and trusted as such: the limits guard against mistakes.
`;

/** The whole page as Markdown, formatted as the repository's other pages. */
export async function metricsPage(): Promise<string> {
  const rows = METRICS.map((metric) => `| ${cellsOf(metric).map(escaped).join(' | ')} |`);
  const head = ['name', 'parameters', '', 'range', 'columns', 'cells', 'definition', 'source'];
  const table = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
  const page = `${INTRODUCTION}\n## List\n\n${table}\n${CELLS}${CUSTOM}`;
  return format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

function cellsOf(metric: Metric): string[] {
  return [
    `\`${metric.name}\``,
    metric.parameters.map(parameterText).join('; '),
    metric.direction === 'higher_is_better' ? '↑' : '↓',
    metric.range,
    { one: '1', one_or_more: '≥ 1', two_or_more: '≥ 2' }[metric.columns],
    kindsText(metric),
    metric.definition,
    metric.source,
  ];
}

function parameterText({ name, description, choices, default: value }: MetricParameter): string {
  const values = choices ? ` (${choices.join(', ')})` : '';
  return `\`${name}\`: ${description}${values}${value === null ? ', required' : `, default \`${value}\``}`;
}

function kindsText({ cells, truthCells }: Metric): string {
  const wanted = truthCells.join(', ');
  return cells.join(', ') === wanted ? wanted : `${cells.join(', ')}; solution: ${wanted}`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, await metricsPage());
