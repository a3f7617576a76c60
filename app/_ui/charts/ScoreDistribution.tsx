import { scaleLinear } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, LINE, MARGIN, thinned, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import { formatScore } from '@/lib/leaderboard/score-format.core';

const BINS = 24;
/** Axis, bars and marks keep clear of the marks' names above them. */
const BARS_TOP = MARGIN.top + 6;

export interface ScoreDistributionProps {
  /** One a participant, in any order. */
  readonly scores: readonly number[];
  readonly baselines: readonly { readonly name: string; readonly score: number }[];
  /** The reader's own. */
  readonly mine: number | null;
  /** Decimals, 0 to 15. */
  readonly precision: number;
}

/** How the scores of a board are spread, with the baselines and the reader's own score marked. */
export function ScoreDistribution({ scores, baselines, mine, precision }: ScoreDistributionProps) {
  const t = useTranslations('ui.chart');
  if (scores.length === 0) return null;
  const all = [...scores, ...baselines.map((each) => each.score)];
  const [low, top] = [Math.min(...all), Math.max(...all)];
  const high = top > low ? top : low + 1;
  const width = (high - low) / BINS;
  const counts = countByBin(scores, low, width);
  const marks = [
    ...baselines.map((each) => ({ ...each, isMine: false })),
    ...(mine === null ? [] : [{ name: t('mine'), score: mine, isMine: true }]),
  ].sort((a, b) => a.score - b.score);
  const namesHeight = marks.length * LINE;
  const height = HEIGHT + namesHeight;
  const floor = height - MARGIN.bottom;
  const x = scaleLinear({ domain: [low, high], range: [MARGIN.left, WIDTH - MARGIN.right] });
  const y = scaleLinear({ domain: [0, Math.max(...counts)], range: [floor, BARS_TOP + namesHeight] });
  return (
    <ChartFrame
      title={t('distribution')}
      summary={t('distributionSummary', {
        count: scores.length,
        low: formatScore(Math.min(...scores), precision),
        high: formatScore(Math.max(...scores), precision),
      })}
      columns={[t('from'), t('to'), t('participants')]}
      rows={counts.map((count, index) => [
        formatScore(low + index * width, precision),
        formatScore(low + (index + 1) * width, precision),
        String(count),
      ])}
      height={height}
    >
      <ValueAxis ticks={y.ticks(4).filter(Number.isInteger)} y={y} label={String} />
      {counts.map((count, index) => (
        <rect
          key={index}
          x={x(low + index * width) + 0.75}
          width={Math.max(1, x(low + width) - x(low) - 1.5)}
          y={y(count)}
          height={floor - y(count)}
          fill="var(--line-strong)"
        />
      ))}
      {thinned(x.ticks(5), 5).map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y={height - 10}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {String(Number(tick.toPrecision(6)))}
        </text>
      ))}
      {marks.map((mark, index) => (
        <Mark
          key={index}
          name={`${mark.name} ${formatScore(mark.score, precision)}`}
          isMine={mark.isMine}
          at={x(mark.score)}
          top={MARGIN.top + index * LINE}
          floor={floor}
        />
      ))}
    </ChartFrame>
  );
}

/** A line from the floor up to its name; names stand one below the other, on the side where there is room. */
function Mark(props: {
  readonly name: string;
  readonly isMine: boolean;
  readonly at: number;
  readonly top: number;
  readonly floor: number;
}) {
  const colour = props.isMine ? 'var(--accent)' : 'var(--warn)';
  const isLeft = props.at < WIDTH / 2;
  return (
    <g>
      <line
        x1={props.at}
        x2={props.at}
        y1={props.top - 9}
        y2={props.floor}
        stroke={colour}
        strokeWidth={props.isMine ? 2 : 1.5}
        strokeDasharray={props.isMine ? undefined : '5 4'}
      />
      <text
        x={props.at + (isLeft ? 6 : -6)}
        y={props.top + 2}
        textAnchor={isLeft ? 'start' : 'end'}
        className="chart-text chart-halo"
        fill={colour}
      >
        {props.name}
      </text>
    </g>
  );
}

function countByBin(scores: readonly number[], low: number, width: number): readonly number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const score of scores) {
    const bin = Math.min(BINS - 1, Math.floor((score - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
