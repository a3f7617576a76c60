import { scaleLinear, scaleTime } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useFormatter, useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, LINE, MARGIN, spread, thinned, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import { formatScore } from '@/lib/leaderboard/score-format.core';

export interface ScorePoint {
  /** ISO 8601. */
  readonly at: string;
  readonly score: number;
  /** Names the submission. */
  readonly label: string;
}

export interface ScoreOverTimeProps {
  /** In any order. */
  readonly points: readonly ScorePoint[];
  readonly baselines: readonly { readonly name: string; readonly score: number }[];
  readonly direction: 'higher_is_better' | 'lower_is_better';
  /** Decimals, 0 to 15. */
  readonly precision: number;
  /** IANA. */
  readonly zone: string;
}

const TO_MINUTE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** One's scores as points with the running best as a line of steps, baselines as dashed lines with their names. */
export function ScoreOverTime({ points, baselines, direction, precision, zone }: ScoreOverTimeProps) {
  const t = useTranslations('ui.chart');
  const format = useFormatter();
  const sorted = [...points].sort((a, b) => a.at.localeCompare(b.at));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const { x, y } = scales(sorted, baselines);
  const running = runningBest(sorted, direction);
  const best = running.at(-1)?.score ?? first.score;
  const time = (at: Date): string => format.dateTime(at, { timeZone: zone, ...TO_MINUTE });
  const day = (at: Date): string => format.dateTime(at, { timeZone: zone, month: 'short', day: 'numeric' });
  const hour = (at: Date): string =>
    format.dateTime(at, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const isOneDay = day(new Date(first.at)) === day(new Date(last.at));
  // Two ticks of one day would carry one label.
  const ticks = x
    .ticks(4)
    .map((at) => ({ at, label: isOneDay ? hour(at) : day(at) }))
    .filter((tick, index, all) => tick.label !== all[index - 1]?.label);
  return (
    <ChartFrame
      title={t('scoreOverTime')}
      summary={t('scoreOverTimeSummary', { count: sorted.length, best: formatScore(best, precision) })}
      columns={[t('time'), t('submission'), t('score')]}
      rows={sorted.map((point) => [
        time(new Date(point.at)),
        point.label,
        formatScore(point.score, precision),
      ])}
    >
      <ValueAxis ticks={y.ticks(4)} y={y} label={(value) => String(Number(value.toPrecision(6)))} />
      {thinned(ticks, 4).map((tick) => (
        <text
          key={tick.at.getTime()}
          x={x(tick.at)}
          y={HEIGHT - 10}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {tick.label}
        </text>
      ))}
      <Baselines baselines={baselines} y={y} precision={precision} />
      <LinePath
        data={running.flatMap((each, index) => {
          const before = running[index - 1];
          return before ? [{ at: each.at, score: before.score }, each] : [each];
        })}
        x={(each) => x(each.at)}
        y={(each) => y(each.score)}
        stroke="var(--accent)"
        strokeWidth={1.75}
      />
      {sorted.map((point, index) => (
        <circle
          key={index}
          cx={x(new Date(point.at))}
          cy={y(point.score)}
          r={3.25}
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

function Baselines({
  baselines,
  y,
  precision,
}: {
  readonly baselines: ScoreOverTimeProps['baselines'];
  readonly y: (score: number) => number;
  readonly precision: number;
}) {
  const labels = spread(
    baselines.map((each) => y(each.score) - 4),
    { gap: LINE, top: MARGIN.top + 10, bottom: HEIGHT - MARGIN.bottom - 4 },
  );
  return baselines.map((each, index) => (
    <g key={index}>
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
        y={labels[index]}
        textAnchor="end"
        className="chart-text chart-halo"
        fill="var(--warn)"
      >
        {each.name} {formatScore(each.score, precision)}
      </text>
    </g>
  ));
}

function scales(sorted: readonly ScorePoint[], baselines: ScoreOverTimeProps['baselines']) {
  const values = [...sorted, ...baselines].map((each) => each.score);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = (high - low || Math.abs(high) || 1) * 0.1;
  const times = sorted.map((point) => new Date(point.at).getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const slack = last === first ? 3_600_000 : (last - first) * 0.03;
  return {
    y: scaleLinear({ domain: [low - pad, high + pad], range: [HEIGHT - MARGIN.bottom, MARGIN.top] }),
    x: scaleTime({ domain: [first - slack, last + slack], range: [MARGIN.left, WIDTH - MARGIN.right] }),
  };
}

function runningBest(sorted: readonly ScorePoint[], direction: ScoreOverTimeProps['direction']) {
  let best: number | null = null;
  return sorted.map((point) => {
    const isBetter =
      best === null || (direction === 'higher_is_better' ? point.score > best : point.score < best);
    if (isBetter) best = point.score;
    return { at: new Date(point.at), score: best ?? point.score };
  });
}
