import { cx } from '@/app/_ui/cx';
import { formatScore } from '@/lib/leaderboard/score-format.core';

/** A score at the competition's displayed precision, in figures of one width; a dash where there is none. */
export function Score({
  value,
  precision,
  className,
}: {
  readonly value: number | null;
  /** Decimals, 0 to 15. */
  readonly precision: number;
  readonly className?: string;
}) {
  return (
    <span className={cx('whitespace-nowrap font-mono tabular-nums', className)}>
      {value === null ? '–' : withMinus(formatScore(value, precision))}
    </span>
  );
}

/** A fixed-precision number with a true minus sign, as wide as the figures and not taken for a dash. For the eye only: files keep "-". */
export const withMinus = (fixed: string): string => fixed.replace(/^-/, '\u2212');
