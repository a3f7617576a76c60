import { scaleLinear } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, LINE, MARGIN, WIDTH } from '@/app/_ui/charts/frame';

/** Up to so many rows every line carries its name and every row is in the table; more would weigh megabytes and show no more. */
const NAMED_MAX = 200;
const HEIGHT_MIN = 200;
const HEIGHT_MAX = 460;

export interface ShakeUpRow {
  readonly id: string;
  readonly name: string;
  /** From 1. */
  readonly publicRank: number;
  readonly privateRank: number;
}

const COLOURS = { up: 'var(--good)', down: 'var(--bad)', same: 'var(--line-strong)' } as const;
const DIRECTIONS = ['same', 'down', 'up'] as const;

const directionOf = (row: ShakeUpRow): keyof typeof COLOURS =>
  row.privateRank < row.publicRank ? 'up' : row.privateRank > row.publicRank ? 'down' : 'same';

/** Public rank at the left, private rank at the right: who rose, who fell. The reader's own line lies above the others. */
export function ShakeUp({
  rows,
  ownId,
}: {
  readonly rows: readonly ShakeUpRow[];
  readonly ownId: string | null;
}) {
  const t = useTranslations('ui.chart');
  if (rows.length === 0) return null;
  const last = Math.max(2, ...rows.map((row) => Math.max(row.publicRank, row.privateRank)));
  const height = Math.min(HEIGHT_MAX, Math.max(HEIGHT_MIN, 56 + last * 16));
  const y = scaleLinear({ domain: [1, last], range: [MARGIN.top + 28, height - 14] });
  const [left, right] = [MARGIN.left + 12, WIDTH - MARGIN.left - 12];
  const line = (row: ShakeUpRow): string =>
    `M${left} ${y(row.publicRank).toFixed(1)}L${right} ${y(row.privateRank).toFixed(1)}`;
  const own = rows.find((row) => row.id === ownId);
  const opacity = rows.length < 30 ? 1 : rows.length <= NAMED_MAX ? 0.5 : 0.2;
  const listed = rows.length <= NAMED_MAX ? rows : largestMoves(rows, own);
  return (
    <ChartFrame
      title={t('shakeUp')}
      summary={t('shakeUpSummary', {
        count: rows.length,
        moved: rows.filter((row) => row.publicRank !== row.privateRank).length,
      })}
      columns={[t('participant'), t('publicRank'), t('privateRank')]}
      rows={listed.map((row) => [row.name, String(row.publicRank), String(row.privateRank)])}
      {...(listed === rows ? {} : { note: t('largestMoves', { count: listed.length }) })}
      height={height}
    >
      {(
        [
          ['publicRank', left],
          ['privateRank', right],
        ] as const
      ).map(([key, at]) => (
        <text
          key={key}
          x={at}
          y={MARGIN.top + 2}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {t(key)}
        </text>
      ))}
      {ranksToLabel(last, (height - 54) / LINE).map((rank) => (
        <g key={rank} className="chart-text" fill="currentColor">
          <text x={left - 12} y={y(rank)} dy="0.35em" textAnchor="end">
            {rank}
          </text>
          <text x={right + 12} y={y(rank)} dy="0.35em">
            {rank}
          </text>
        </g>
      ))}
      {rows.length > NAMED_MAX
        ? DIRECTIONS.map((each) => (
            <path
              key={each}
              d={rows
                .filter((row) => directionOf(row) === each)
                .map(line)
                .join('')}
              stroke={COLOURS[each]}
              opacity={opacity}
              fill="none"
            />
          ))
        : rows.map((row) => (
            <path
              key={row.id}
              d={line(row)}
              stroke={COLOURS[directionOf(row)]}
              strokeWidth={1.5}
              opacity={opacity}
            >
              <title>{`${row.name}: ${row.publicRank} → ${row.privateRank}`}</title>
            </path>
          ))}
      {own ? <OwnLine row={own} d={line(own)} ends={[left, right]} y={y} /> : null}
    </ChartFrame>
  );
}

function OwnLine(props: {
  readonly row: ShakeUpRow;
  readonly d: string;
  readonly ends: readonly [number, number];
  readonly y: (rank: number) => number;
}) {
  const { row, y } = props;
  return (
    <g stroke="var(--accent)" fill="var(--accent)">
      <path d={props.d} strokeWidth={3} />
      <circle cx={props.ends[0]} cy={y(row.publicRank)} r={4} />
      <circle cx={props.ends[1]} cy={y(row.privateRank)} r={4} />
      <title>{`${row.name}: ${row.publicRank} → ${row.privateRank}`}</title>
    </g>
  );
}

/** The first rank, the last, and round ones between, no closer than a line of text. `lines`: how many there is room for. */
function ranksToLabel(last: number, lines: number): readonly number[] {
  if (last <= lines) return Array.from({ length: last }, (_, index) => index + 1);
  const step = [2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000].find(
    (each) => last / each <= Math.min(lines, 10),
  );
  const round: number[] = [];
  for (let rank = step ?? last; rank < last - (step ?? last) / 2; rank += step ?? last) round.push(rank);
  return [1, ...round, last];
}

function largestMoves(rows: readonly ShakeUpRow[], own: ShakeUpRow | undefined): readonly ShakeUpRow[] {
  const move = (row: ShakeUpRow): number => Math.abs(row.publicRank - row.privateRank);
  const largest = rows.toSorted((a, b) => move(b) - move(a)).slice(0, NAMED_MAX);
  return own && !largest.includes(own) ? [own, ...largest] : largest;
}
