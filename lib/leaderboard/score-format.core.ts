/**
 * A score as people see it: always the same number of decimals, in HTML, JSON, CSV and on the command line (A5).
 * `precision`: 0 to 15 decimals. Ranking uses the full value, never this one.
 */
export function formatScore(score: number, precision: number): string {
  const fixed = score.toFixed(precision);
  return /^-0(\.0*)?$/.test(fixed) ? fixed.slice(1) : fixed;
}
