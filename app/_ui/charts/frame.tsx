import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

export const WIDTH = 720;
export const HEIGHT = 260;
export const MARGIN = { top: 12, right: 16, bottom: 34, left: 58 };

/** A chart with its words: a title and a summary for who can't see it, and the numbers as a table. */
export function ChartFrame({
  title,
  summary,
  columns,
  rows,
  children,
}: {
  readonly title: string;
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly children: ReactNode;
}) {
  const t = useTranslations('ui.chart');
  return (
    <figure className="@container min-w-0">
      <figcaption className="mb-1 text-sm font-semibold">{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}. ${summary}`}
        className="mx-auto h-auto w-full max-w-[52rem] text-muted"
      >
        {children}
      </svg>
      <details className="mt-1 text-xs text-muted">
        <summary>{t('asTable')}</summary>
        <div className="mt-2 max-h-64 overflow-auto" tabIndex={0}>
          <table className="w-full text-left tabular-nums">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className="border-b border-line py-1 pr-4 font-medium">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, at) => (
                    <td key={at} className="border-b border-line py-1 pr-4">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** Horizontal lines with their values. */
export function ValueAxis({
  ticks,
  y,
  label,
}: {
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
  readonly label: (value: number) => string;
}) {
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text
            x={MARGIN.left - 8}
            y={y(tick)}
            dy="0.32em"
            textAnchor="end"
            className="chart-text"
            fill="currentColor"
          >
            {label(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
