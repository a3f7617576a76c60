'use client';

import { ArrowDown, ArrowUp, Flag, Minus } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Sparkline } from '@/app/_ui/charts/Sparkline';
import { cx } from '@/app/_ui/cx';
import { withMinus } from '@/app/_ui/Score';
import type { BoardRow } from '@/lib/leaderboard/board.types';

/** Every row alike, also on a phone, where it has two lines: the list's length is known without measuring. */
export const ROW_PX = 48;

const GRID =
  'grid items-center gap-x-2 px-3 grid-cols-[3rem_minmax(0,1fr)_auto] sm:grid-cols-[3.5rem_minmax(0,1fr)_6rem_7.5rem_5rem_8.5rem]';
const GRID_WITH_CHANGE =
  'grid items-center gap-x-2 px-3 grid-cols-[3rem_minmax(0,1fr)_auto] sm:grid-cols-[3.5rem_4.5rem_minmax(0,1fr)_6rem_7.5rem_5rem_8.5rem]';

/** Where a cell stands on a phone: first line rank, name, score; second line what belongs to them, smaller. */
const PHONE = {
  rank: 'max-sm:col-start-1 max-sm:row-start-1',
  rankAlone: 'max-sm:col-start-1 max-sm:row-start-1 max-sm:row-span-2',
  change: 'max-sm:col-start-1 max-sm:row-start-2 max-sm:text-xs',
  name: 'max-sm:col-start-2 max-sm:row-start-1',
  nameAlone: 'max-sm:col-start-2 max-sm:row-start-1 max-sm:row-span-2',
  score: 'max-sm:col-start-3 max-sm:row-start-1',
  scoreAlone: 'max-sm:col-start-3 max-sm:row-start-1 max-sm:row-span-2',
  entries: 'max-sm:col-start-2 max-sm:row-start-2 max-sm:text-xs max-sm:text-muted max-sm:font-normal',
  last: 'max-sm:col-start-3 max-sm:row-start-2',
} as const;

export function BoardHeader({ withChange }: { readonly withChange: boolean }) {
  const t = useTranslations('ui.board');
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={cx(
        withChange ? GRID_WITH_CHANGE : GRID,
        'border-b border-line-strong py-2 text-xs font-medium text-muted',
      )}
    >
      <span role="columnheader">
        <span aria-hidden>#</span>
        <span className="sr-only">{t('rank')}</span>
      </span>
      {withChange ? (
        <span role="columnheader" className="max-sm:sr-only">
          {t('change')}
        </span>
      ) : null}
      <span role="columnheader">{t('participant')}</span>
      <span role="columnheader" className="max-sm:sr-only">
        {t('progress')}
      </span>
      <span role="columnheader" className="text-right">
        {t('score')}
      </span>
      <span role="columnheader" className="text-right max-sm:sr-only">
        {t('entries')}
      </span>
      <span role="columnheader" className="text-right max-sm:sr-only">
        {t('last')}
      </span>
    </div>
  );
}

export function BoardLine({
  row,
  rowIndex,
  top,
  isOwn,
  withChange,
  zone,
}: {
  readonly row: BoardRow;
  /** From 1, the header's. */
  readonly rowIndex: number;
  /** Pixels from the top of the list; null outside of it. */
  readonly top: number | null;
  readonly isOwn: boolean;
  readonly withChange: boolean;
  readonly zone: string;
}) {
  const t = useTranslations('ui.board');
  const isBaseline = row.kind === 'baseline';
  const isShort = isBaseline || row.entries === null;
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={cx(
        withChange ? GRID_WITH_CHANGE : GRID,
        'border-b border-line text-sm tabular-nums max-sm:content-center',
        isBaseline && 'bg-warn-soft text-warn',
        isOwn && 'bg-accent-soft font-semibold',
      )}
      style={{ height: ROW_PX, ...(top === null ? {} : { position: 'absolute', top, left: 0, right: 0 }) }}
    >
      <span role="cell" className={withChange && row.rankChange !== null ? PHONE.rank : PHONE.rankAlone}>
        {isBaseline ? <Flag aria-label={t('baseline')} role="img" className="size-4" /> : row.rank}
      </span>
      {withChange ? (
        <span role="cell" className={PHONE.change}>
          <Change places={row.rankChange} />
        </span>
      ) : null}
      <span role="cell" className={cx('truncate', isShort ? PHONE.nameAlone : PHONE.name)} title={row.name}>
        {row.name}
        {isOwn ? <span className="font-normal text-muted"> {t('you')}</span> : null}
      </span>
      <span role="cell" className="max-sm:hidden">
        <Sparkline values={row.progress} />
      </span>
      <span role="cell" className={cx('text-right font-mono', isShort ? PHONE.scoreAlone : PHONE.score)}>
        {withMinus(row.score)}
      </span>
      <span role="cell" className={cx('sm:text-right', PHONE.entries)}>
        {row.entries === null ? null : (
          <>
            <span className="max-sm:hidden">{row.entries}</span>
            <span className="sm:hidden">{t('entriesUnit', { count: row.entries })}</span>
          </>
        )}
      </span>
      <span
        role="cell"
        className={cx('whitespace-nowrap text-right text-xs font-normal text-muted', PHONE.last)}
      >
        {row.lastEntryAt ? <EntryTime at={row.lastEntryAt} zone={zone} /> : null}
      </span>
    </div>
  );
}

function EntryTime({ at, zone }: { readonly at: string; readonly zone: string }) {
  const format = useFormatter();
  return (
    <time dateTime={at}>
      {format.dateTime(new Date(at), {
        timeZone: zone,
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })}
    </time>
  );
}

function Change({ places }: { readonly places: number | null }) {
  const t = useTranslations('ui.board');
  if (places === null) return null;
  if (places === 0)
    return <Minus role="img" aria-label={t('same')} className="size-4 text-muted max-sm:size-3" />;
  const isUp = places > 0;
  const Icon = isUp ? ArrowUp : ArrowDown;
  const words = isUp ? t('up', { count: places }) : t('down', { count: -places });
  return (
    <span className={cx('inline-flex items-center gap-0.5', isUp ? 'text-good' : 'text-bad')} title={words}>
      <Icon aria-hidden className="size-4 max-sm:size-3" />
      <span aria-hidden>{Math.abs(places)}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
