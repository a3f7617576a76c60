import type { Direction, Metric } from '@/lib/metrics/metric.types';

/** The name under which a competition uses a metric of its course's own; which file that is, is an argument. */
export const CUSTOM = 'custom';

const DIRECTIONS: readonly Direction[] = ['higher_is_better', 'lower_is_better'];

/**
 * The spec of a course's own metric: its file by SHA-256 (hexadecimal), so that another version is another metric and
 * scores are told apart, and the direction the file exports.
 */
export function customSpec(sha256: string, direction: Direction): string {
  return `${CUSTOM}:file=${sha256},direction=${direction}`;
}

/**
 * What the rest needs to know of a course's own metric. It takes any columns and sees every cell as text; its scores are
 * computed by `lib/scoring/custom-metric.ts`, in a thread of its own, never here.
 */
export function customMetric(spec: string): Metric {
  return {
    name: CUSTOM,
    title: "The course's own metric",
    direction: spec.includes('direction=lower_is_better') ? 'lower_is_better' : 'higher_is_better',
    range: '(-inf, inf)',
    parameters: [
      { name: 'file', description: 'SHA-256 of the file', type: 'label', default: null },
      {
        name: 'direction',
        description: 'which scores are better',
        type: 'choice',
        choices: DIRECTIONS,
        default: 'higher_is_better',
      },
    ],
    columns: 'one_or_more',
    definition: 'What the file of the course computes.',
    source: 'the assignment',
    cells: ['sequence'],
    truthCells: ['sequence'],
    score: () => NaN,
  };
}
