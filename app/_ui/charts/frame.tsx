import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** Units of a chart's own; its text is sized in them by the stylesheet so that it reads alike at any width. */
export const WIDTH = 480;
export const HEIGHT = 240;
export const MARGIN = { top: 12, right: 14, bottom: 32, left: 58 };
/** Room a line of text takes at its largest. */
export const LINE = 18;

/** A chart with its words: a title and a summary for who can't see it, and the numbers as a table. */
export function ChartFrame({
  title,
  summary,
  columns,
  rows,
  note,
  height = HEIGHT,
  children,
}: {
  readonly title: string;
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said above the table. */
  readonly note?: string;
  readonly height?: number;
  readonly children: ReactNode;
}) {
  const t = useTranslations('ui.chart');
  return (
    <figure className="@container min-w-0">
      <figcaption className="mb-2 text-sm font-semibold">{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`${title}. ${summary}`}
        className="mx-auto h-auto w-full max-w-[36rem] text-muted"
      >
        {children}
      </svg>
      <details className="mt-1 text-xs text-muted">
        <summary>{t('asTable')}</summary>
        {note ? <p className="mt-2">{note}</p> : null}
        <div className="mt-2 max-h-64 overflow-auto" tabIndex={0} role="region" aria-label={title}>
          <table className="w-full text-left tabular-nums">
            <caption className="sr-only">{summary}</caption>
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

/**
 * Where labels of one column stand when each wants a height and none may cover another: pushed apart in their order by
 * `gap`, kept between `top` and `bottom` as long as they fit. Returns a height for each, in the order given.
 */
export function spread(
  wanted: readonly number[],
  { gap, top, bottom }: { readonly gap: number; readonly top: number; readonly bottom: number },
): readonly number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let next = top;
  for (const each of order) {
    each.at = Math.max(each.at, next);
    next = each.at + gap;
  }
  let last = bottom;
  for (const each of order.toReversed()) {
    each.at = Math.min(each.at, last);
    last = each.at - gap;
  }
  return order.sort((a, b) => a.index - b.index).map((each) => each.at);
}

/** `count` values at even distances through `values`, the first and the last among them. */
export function thinned<Value>(values: readonly Value[], count: number): readonly Value[] {
  if (values.length <= count) return values;
  const step = (values.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => values[Math.round(index * step)]).filter(
    (value): value is Value => value !== undefined,
  );
}
