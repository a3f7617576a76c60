import { scaleLinear } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import { formatScore } from '@/lib/leaderboard/score-format.core';

const BINS = 24;

/** A label is set on the side where there is room for it. */
const isLeft = (x: number): boolean => x < WIDTH / 2;

/** How the scores of a board are spread, with the baselines and the reader's own score marked. */
export function ScoreDistribution({
  scores,
  baselines,
  mine,
  precision,
}: {
  readonly scores: readonly number[];
  readonly baselines: readonly { readonly name: string; readonly score: number }[];
  readonly mine: number | null;
  readonly precision: number;
}) {
  const t = useTranslations('ui.chart');
  if (scores.length === 0) return null;
  const all = [...scores, ...baselines.map((each) => each.score)];
  const [low, top] = [Math.min(...all), Math.max(...all)];
  const high = top > low ? top : low + 1;
  const width = (high - low) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const score of scores) {
    const bin = Math.min(BINS - 1, Math.floor((score - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const x = scaleLinear({ domain: [low, high], range: [MARGIN.left, WIDTH - MARGIN.right] });
  const y = scaleLinear({
    domain: [0, Math.max(...counts)],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top + 18],
  });
  const marks = [
    ...baselines.map((each) => ({ ...each, colour: 'var(--warn)' })),
    ...(mine === null ? [] : [{ name: t('mine'), score: mine, colour: 'var(--accent)' }]),
  ];
  return (
    <ChartFrame
      title={t('distribution')}
      summary={t('distributionSummary', {
        count: scores.length,
        low: formatScore(low, precision),
        high: formatScore(top, precision),
      })}
      columns={[t('from'), t('to'), t('participants')]}
      rows={counts.map((count, index) => [
        formatScore(low + index * width, precision),
        formatScore(low + (index + 1) * width, precision),
        String(count),
      ])}
    >
      <ValueAxis ticks={y.ticks(4).filter(Number.isInteger)} y={y} label={String} />
      {counts.map((count, index) => (
        <rect
          key={index}
          x={x(low + index * width) + 1}
          width={Math.max(1, x(low + width) - x(low) - 2)}
          y={y(count)}
          height={HEIGHT - MARGIN.bottom - y(count)}
          fill="var(--line-strong)"
        />
      ))}
      {x.ticks(6).map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y={HEIGHT - 12}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {String(Number(tick.toPrecision(6)))}
        </text>
      ))}
      {marks.map((mark, index) => (
        <g key={mark.name}>
          <line
            x1={x(mark.score)}
            x2={x(mark.score)}
            y1={MARGIN.top + 4}
            y2={HEIGHT - MARGIN.bottom}
            stroke={mark.colour}
            strokeWidth={2}
            strokeDasharray={mark.colour === 'var(--warn)' ? '5 4' : undefined}
          />
          <text
            x={x(mark.score) + (isLeft(x(mark.score)) ? 6 : -6)}
            y={MARGIN.top + 8 + index * 18}
            textAnchor={isLeft(x(mark.score)) ? 'start' : 'end'}
            className="chart-text"
            fill={mark.colour}
          >
            {mark.name}
          </text>
        </g>
      ))}
    </ChartFrame>
  );
}
