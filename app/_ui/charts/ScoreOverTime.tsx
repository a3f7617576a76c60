import { scaleLinear, scaleTime } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useFormatter, useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import { formatScore } from '@/lib/leaderboard/score-format.core';

export interface ScorePoint {
  /** ISO 8601. */
  readonly at: string;
  readonly score: number;
  readonly label: string;
}

/** One's scores as points with the running best as a line, baselines as dashed lines with their names. */
export function ScoreOverTime({
  points,
  baselines,
  direction,
  precision,
  zone,
}: {
  readonly points: readonly ScorePoint[];
  readonly baselines: readonly { readonly name: string; readonly score: number }[];
  readonly direction: 'higher_is_better' | 'lower_is_better';
  readonly precision: number;
  readonly zone: string;
}) {
  const t = useTranslations('ui.chart');
  const format = useFormatter();
  const sorted = [...points].sort((a, b) => a.at.localeCompare(b.at));
  if (sorted.length === 0) return null;
  const values = [...sorted.map((point) => point.score), ...baselines.map((each) => each.score)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  const y = scaleLinear({ domain: [low - pad, high + pad], range: [HEIGHT - MARGIN.bottom, MARGIN.top] });
  const times = sorted.map((point) => new Date(point.at).getTime());
  const [first = 0, last = 0] = [Math.min(...times), Math.max(...times)];
  const slack = last === first ? 3_600_000 : (last - first) * 0.02;
  const x = scaleTime({ domain: [first - slack, last + slack], range: [MARGIN.left, WIDTH - MARGIN.right] });
  const isBetter = (a: number, b: number): boolean => (direction === 'higher_is_better' ? a > b : a < b);
  let best = sorted[0]?.score ?? 0;
  const running = sorted.map((point) => {
    if (isBetter(point.score, best)) best = point.score;
    return { at: new Date(point.at), score: best };
  });
  const day = (date: Date): string =>
    format.dateTime(date, { timeZone: zone, month: 'short', day: 'numeric' });
  const ticks = x.ticks(5);
  return (
    <ChartFrame
      title={t('scoreOverTime')}
      summary={t('scoreOverTimeSummary', { count: sorted.length, best: formatScore(best, precision) })}
      columns={[t('time'), t('submission'), t('score')]}
      rows={sorted.map((point) => [
        format.dateTime(new Date(point.at), {
          timeZone: zone,
          year: 'numeric',
          month: 'short',
          day: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        }),
        point.label,
        formatScore(point.score, precision),
      ])}
    >
      <ValueAxis ticks={y.ticks(5)} y={y} label={(value) => String(Number(value.toPrecision(6)))} />
      {ticks.map((tick, index) => (
        <text
          key={index}
          x={x(tick)}
          y={HEIGHT - 12}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {day(tick)}
        </text>
      ))}
      {baselines.map((each) => (
        <g key={each.name}>
          <line
            x1={MARGIN.left}
            x2={WIDTH - MARGIN.right}
            y1={y(each.score)}
            y2={y(each.score)}
            stroke="var(--warn)"
            strokeDasharray="5 4"
          />
          <text
            x={WIDTH - MARGIN.right}
            y={y(each.score) - 4}
            textAnchor="end"
            className="chart-text"
            fill="var(--warn)"
          >
            {each.name} {formatScore(each.score, precision)}
          </text>
        </g>
      ))}
      <LinePath
        data={running}
        x={(d) => x(d.at)}
        y={(d) => y(d.score)}
        stroke="var(--accent)"
        strokeWidth={2}
      />
      {sorted.map((point, index) => (
        <circle
          key={index}
          cx={x(new Date(point.at))}
          cy={y(point.score)}
          r={4}
          fill="var(--surface)"
          stroke="var(--accent)"
          strokeWidth={1.5}
        >
          <title>{`${point.label}: ${formatScore(point.score, precision)}`}</title>
        </circle>
      ))}
    </ChartFrame>
  );
}
