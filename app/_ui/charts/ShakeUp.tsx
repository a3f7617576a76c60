import { scaleLinear } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, WIDTH } from '@/app/_ui/charts/frame';

export interface ShakeUpRow {
  readonly id: string;
  readonly name: string;
  readonly publicRank: number;
  readonly privateRank: number;
}

/** Public rank at the left, private rank at the right: who rose, who fell. */
export function ShakeUp({
  rows,
  ownId,
}: {
  readonly rows: readonly ShakeUpRow[];
  readonly ownId: string | null;
}) {
  const t = useTranslations('ui.chart');
  if (rows.length === 0) return null;
  const last = Math.max(...rows.map((row) => Math.max(row.publicRank, row.privateRank)));
  const y = scaleLinear({ domain: [1, Math.max(2, last)], range: [MARGIN.top + 16, HEIGHT - 12] });
  const [left, right] = [MARGIN.left + 40, WIDTH - MARGIN.right - 40];
  const moved = rows.filter((row) => row.publicRank !== row.privateRank).length;
  const colour = (row: ShakeUpRow): string =>
    row.id === ownId
      ? 'var(--accent)'
      : row.privateRank < row.publicRank
        ? 'var(--good)'
        : row.privateRank > row.publicRank
          ? 'var(--bad)'
          : 'var(--line-strong)';
  const ticks =
    last <= 15
      ? rows.map((row) => row.privateRank)
      : y.ticks(6).filter((tick) => tick >= 1 && Number.isInteger(tick));
  return (
    <ChartFrame
      title={t('shakeUp')}
      summary={t('shakeUpSummary', { count: rows.length, moved })}
      columns={[t('participant'), t('publicRank'), t('privateRank')]}
      rows={rows.map((row) => [row.name, String(row.publicRank), String(row.privateRank)])}
    >
      <text x={left} y={MARGIN.top} textAnchor="middle" className="chart-text" fill="currentColor">
        {t('publicRank')}
      </text>
      <text x={right} y={MARGIN.top} textAnchor="middle" className="chart-text" fill="currentColor">
        {t('privateRank')}
      </text>
      {ticks.map((tick) => (
        <g key={tick} className="chart-text" fill="currentColor">
          <text x={left - 12} y={y(tick)} dy="0.32em" textAnchor="end">
            {tick}
          </text>
          <text x={right + 12} y={y(tick)} dy="0.32em">
            {tick}
          </text>
        </g>
      ))}
      {rows.map((row) => (
        <g
          key={row.id}
          stroke={colour(row)}
          fill={colour(row)}
          opacity={row.id === ownId || rows.length < 30 ? 1 : 0.45}
        >
          <line
            x1={left}
            x2={right}
            y1={y(row.publicRank)}
            y2={y(row.privateRank)}
            strokeWidth={row.id === ownId ? 3 : 1.5}
          />
          <circle cx={left} cy={y(row.publicRank)} r={3} />
          <circle cx={right} cy={y(row.privateRank)} r={3} />
          <title>{`${row.name}: ${row.publicRank} → ${row.privateRank}`}</title>
        </g>
      ))}
    </ChartFrame>
  );
}
