'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Flag, LocateFixed, Minus } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { buttonClass } from '@/app/_ui/Button';
import { Sparkline } from '@/app/_ui/charts/Sparkline';
import { cx } from '@/app/_ui/cx';
import { Input } from '@/app/_ui/Field';
import type { Board, BoardRow } from '@/lib/leaderboard/board.types';

const ROW_PX = 44;

/** Columns at desktop and phone width. */
const GRID =
  'grid grid-cols-[3rem_minmax(0,1fr)_6.5rem] sm:grid-cols-[3.5rem_4.5rem_minmax(0,1fr)_6rem_7.5rem_5rem_9.5rem] items-center gap-x-2 px-3';
const GRID_PUBLIC =
  'grid grid-cols-[3rem_minmax(0,1fr)_6.5rem] sm:grid-cols-[3.5rem_minmax(0,1fr)_6rem_7.5rem_5rem_9.5rem] items-center gap-x-2 px-3';

/** A board of any length: only the rows in sight are drawn. One's own row stays in sight below, whatever is shown above. */
export function LeaderboardTable({
  board,
  ownRowId,
  zone,
}: {
  readonly board: Board;
  readonly ownRowId: string | null;
  readonly zone: string;
}) {
  const t = useTranslations('ui.board');
  const [search, setSearch] = useState('');
  const viewport = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return wanted === '' ? board.rows : board.rows.filter((row) => row.name.toLowerCase().includes(wanted));
  }, [board.rows, search]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const own = board.rows.find((row) => row.id === ownRowId);
  const jump = (): void => {
    const index = shown.findIndex((row) => row.id === ownRowId);
    if (index >= 0) rows.scrollToIndex(index, { align: 'center' });
  };
  const withChange = board.which === 'private';
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        <Input
          type="search"
          className="max-w-72"
          aria-label={t('search')}
          placeholder={t('search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {own ? (
          <button type="button" className={buttonClass('plain')} onClick={jump}>
            <LocateFixed aria-hidden className="size-4" />
            {t('jump')}
          </button>
        ) : null}
      </div>
      <div
        role="table"
        aria-label={t(board.which)}
        aria-rowcount={shown.length + 1}
        className="rounded-lg border border-line bg-surface"
      >
        <div role="rowgroup">
          <HeaderRow withChange={withChange} />
        </div>
        <div
          ref={viewport}
          role="rowgroup"
          tabIndex={0}
          aria-label={t(board.which)}
          className="max-h-[34rem] overflow-y-auto"
        >
          <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {rows.getVirtualItems().map((item) => {
              const row = shown[item.index];
              return row ? (
                <Row
                  key={row.id}
                  row={row}
                  index={item.index}
                  top={item.start}
                  isOwn={row.id === ownRowId}
                  withChange={withChange}
                  zone={zone}
                />
              ) : null;
            })}
          </div>
        </div>
        {shown.length === 0 ? (
          <p className="p-4 text-sm text-muted">{search ? t('noMatch') : t('empty')}</p>
        ) : null}
        {own ? (
          <div role="rowgroup" className="border-t-2 border-accent">
            <Row row={own} index={-2} top={null} isOwn withChange={withChange} zone={zone} />
          </div>
        ) : null}
      </div>
    </div>
  );
}

function HeaderRow({ withChange }: { readonly withChange: boolean }) {
  const t = useTranslations('ui.board');
  const wide = 'max-sm:hidden';
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={cx(
        withChange ? GRID : GRID_PUBLIC,
        'border-b border-line py-2 text-xs font-medium text-muted',
      )}
    >
      <span role="columnheader">#</span>
      {withChange ? (
        <span role="columnheader" className={wide}>
          {t('change')}
        </span>
      ) : null}
      <span role="columnheader">{t('participant')}</span>
      <span role="columnheader" className={wide}>
        {t('progress')}
      </span>
      <span role="columnheader" className="text-right">
        {t('score')}
      </span>
      <span role="columnheader" className={cx(wide, 'text-right')}>
        {t('entries')}
      </span>
      <span role="columnheader" className={cx(wide, 'text-right')}>
        {t('last')}
      </span>
    </div>
  );
}

function Row({
  row,
  index,
  top,
  isOwn,
  withChange,
  zone,
}: {
  readonly row: BoardRow;
  readonly index: number;
  /** Pixels from the top of the list; null outside of it. */
  readonly top: number | null;
  readonly isOwn: boolean;
  readonly withChange: boolean;
  readonly zone: string;
}) {
  const t = useTranslations('ui.board');
  const format = useFormatter();
  const isBaseline = row.kind === 'baseline';
  const last = row.lastEntryAt
    ? format.dateTime(new Date(row.lastEntryAt), {
        timeZone: zone,
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
    : '';
  return (
    <div
      role="row"
      aria-rowindex={index + 2 > 0 ? index + 2 : undefined}
      className={cx(
        withChange ? GRID : GRID_PUBLIC,
        'border-b border-line text-sm tabular-nums',
        isBaseline && 'bg-warn-soft text-warn',
        isOwn && 'bg-accent-soft font-semibold',
      )}
      style={{ height: ROW_PX, ...(top === null ? {} : { position: 'absolute', top, left: 0, right: 0 }) }}
    >
      <span role="cell">{row.rank ?? <Flag aria-label={t('baseline')} className="size-4" />}</span>
      {withChange ? (
        <span role="cell" className="max-sm:hidden">
          <Change places={row.rankChange} />
        </span>
      ) : null}
      <span role="cell" className="truncate" title={row.name}>
        {row.name}
        {isOwn ? <span className="font-normal text-muted"> {t('you')}</span> : null}
      </span>
      <span role="cell" className="max-sm:hidden">
        <Sparkline values={row.progress} />
      </span>
      <span role="cell" className="text-right font-mono">
        {row.score}
      </span>
      <span role="cell" className="text-right max-sm:hidden">
        {row.entries ?? ''}
      </span>
      <span role="cell" className="whitespace-nowrap text-right text-xs text-muted max-sm:hidden">
        {last}
      </span>
    </div>
  );
}

function Change({ places }: { readonly places: number | null }) {
  const t = useTranslations('ui.board');
  if (places === null) return null;
  if (places === 0) return <Minus aria-label={t('same')} className="size-4 text-muted" />;
  const isUp = places > 0;
  const Icon = isUp ? ArrowUp : ArrowDown;
  const words = isUp ? t('up', { count: places }) : t('down', { count: -places });
  return (
    <span className={cx('inline-flex items-center gap-0.5', isUp ? 'text-good' : 'text-bad')} title={words}>
      <Icon aria-hidden className="size-4" />
      <span aria-hidden>{Math.abs(places)}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
