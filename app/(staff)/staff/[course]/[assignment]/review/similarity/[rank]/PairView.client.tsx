'use client';

import { useTranslations } from 'next-intl';
import { memo, useId, useState } from 'react';
import { cx } from '@/app/_ui/cx';

interface Row {
  readonly line: number;
  readonly html: string;
  readonly heading: { readonly path: string; readonly cell: number | null } | null;
}
interface Pane {
  readonly label: string;
  readonly rows: readonly Row[];
}
interface Fragment {
  readonly leftFrom: number;
  readonly leftTo: number;
  readonly rightFrom: number;
  readonly rightTo: number;
}

/** Two panes; choosing a fragment brings it into view in both. */
export function PairView({
  left,
  right,
  fragments,
}: {
  readonly left: Pane;
  readonly right: Pane;
  readonly fragments: readonly Fragment[];
}) {
  const t = useTranslations('similarity');
  const id = useId();
  const [chosen, setChosen] = useState<number | null>(null);
  const choose = (at: number): void => {
    setChosen(at);
    for (const side of ['left', 'right'] as const) {
      const row = document.getElementById(`${id}-${side}-${fragments[at]?.[`${side}From`] ?? 0}`);
      const pane = row?.closest('[data-pane]');
      if (row && pane) pane.scrollTo({ top: row.offsetTop - 24 });
    }
  };
  const place = (pane: Pane, row: number): string => String(pane.rows[row]?.line ?? '');
  return (
    <div className="space-y-3">
      <div className="flex max-h-32 flex-wrap gap-1 overflow-y-auto" role="group" aria-label={t('fragments')}>
        {fragments.map((each, at) => (
          <button
            key={at}
            type="button"
            aria-pressed={chosen === at}
            onClick={() => choose(at)}
            className={cx(
              'rounded border px-2 py-1 text-xs tabular-nums',
              chosen === at ? 'border-accent bg-accent text-accent-ink' : 'border-line-strong bg-surface',
            )}
          >
            {place(left, each.leftFrom)}–{place(left, each.leftTo)} ↔ {place(right, each.rightFrom)}–
            {place(right, each.rightTo)}
          </button>
        ))}
      </div>
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
        {(['left', 'right'] as const).map((side) => (
          <CodePane
            key={side}
            id={`${id}-${side}`}
            pane={side === 'left' ? left : right}
            ranges={fragments.map((each) => ({ from: each[`${side}From`], to: each[`${side}To`] }))}
            chosen={chosen}
            onChoose={choose}
          />
        ))}
      </div>
    </div>
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function CodePane({
  id,
  pane,
  ranges,
  chosen,
  onChoose,
}: {
  readonly id: string;
  readonly pane: Pane;
  readonly ranges: readonly Range[];
  readonly chosen: number | null;
  readonly onChoose: (fragment: number) => void;
}) {
  const t = useTranslations('similarity');
  const now = chosen === null ? undefined : ranges[chosen];
  const startsAt = new Map(ranges.map((range, at) => [range.from, at]));
  const isIn = new Set(
    ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
  );
  return (
    <section className="min-w-0" aria-label={pane.label}>
      <h2 className="mb-1 text-sm font-semibold [overflow-wrap:anywhere]">{pane.label}</h2>
      <div
        data-pane
        tabIndex={0}
        className="shiki relative max-h-[75dvh] overflow-y-auto rounded-md border border-line bg-surface font-mono text-xs leading-5"
      >
        {pane.rows.map((row, at) => {
          const start = startsAt.get(at);
          return (
            <div key={at} id={`${id}-${at}`}>
              {row.heading ? (
                <p className="sticky top-0 border-b border-line bg-sunken px-2 py-1 text-muted [overflow-wrap:anywhere]">
                  {row.heading.path}
                  {row.heading.cell === null ? null : ` · ${t('cell', { number: row.heading.cell + 1 })}`}
                </p>
              ) : null}
              <RowView
                row={row}
                look={now && at >= now.from && at <= now.to ? 'chosen' : isIn.has(at) ? 'alike' : 'own'}
                jump={start === undefined ? null : t('jump', { number: start + 1 })}
                fragment={start ?? -1}
                onChoose={onChoose}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}

const RowView = memo(function RowView({
  row,
  look,
  jump,
  fragment,
  onChoose,
}: {
  readonly row: Row;
  readonly look: 'chosen' | 'alike' | 'own';
  /** On the first row of a fragment: says what its number does. */
  readonly jump: string | null;
  readonly fragment: number;
  readonly onChoose: (fragment: number) => void;
}) {
  return (
    <div
      className={cx(
        'flex border-l-4',
        look === 'own'
          ? 'border-transparent'
          : look === 'alike'
            ? 'border-warn bg-warn-soft'
            : 'border-accent bg-accent-soft',
      )}
    >
      {jump ? (
        <button
          type="button"
          aria-label={jump}
          title={jump}
          onClick={() => onChoose(fragment)}
          className="w-10 shrink-0 px-1 text-right font-semibold tabular-nums text-accent underline"
        >
          {row.line}
        </button>
      ) : (
        <span aria-hidden className="w-10 shrink-0 select-none px-1 text-right tabular-nums text-muted">
          {row.line}
        </span>
      )}
      <code
        className="min-w-0 flex-1 whitespace-pre-wrap pl-2 pr-2 [overflow-wrap:anywhere]"
        dangerouslySetInnerHTML={{ __html: row.html || ' ' }}
      />
    </div>
  );
});
