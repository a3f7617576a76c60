'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { LocateFixed } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Input } from '@/app/_ui/Field';
import { BoardHeader, BoardLine, ROW_PX } from '@/app/_ui/LeaderboardRow.client';
import type { Board, BoardRow } from '@/lib/leaderboard/board.types';

/** Rows drawn before the browser has measured: what the server sends, and all there is without a script. */
const FIRST_RECT = { width: 0, height: 12 * ROW_PX };

/** A board of any length: only the rows in sight are drawn. One's own row stays in sight below, whatever is shown above. */
export function LeaderboardTable({
  board,
  ownRowId,
  zone,
}: {
  readonly board: Board;
  readonly ownRowId: string | null;
  /** IANA; the course's. */
  readonly zone: string;
}) {
  const t = useTranslations('ui.board');
  const [search, setSearch] = useState('');
  const viewport = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => namedLike(board.rows, search), [board.rows, search]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => viewport.current,
    getItemKey: (index) => shown[index]?.id ?? index,
    estimateSize: () => ROW_PX,
    initialRect: FIRST_RECT,
    overscan: 12,
  });
  const ownIndex = board.rows.findIndex((row) => row.id === ownRowId);
  const own = board.rows[ownIndex];
  const jump = (): void => {
    setSearch('');
    // The whole list is there again only after the next drawing.
    requestAnimationFrame(() => rows.scrollToIndex(ownIndex, { align: 'center' }));
  };
  const withChange = board.which === 'private';
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          className="min-w-40 flex-1 sm:max-w-72"
          aria-label={t('search')}
          placeholder={t('search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {own ? (
          <Button onClick={jump}>
            <LocateFixed aria-hidden className="size-4" />
            {t('jump')}
          </Button>
        ) : null}
        <p role="status" className="text-sm text-muted">
          {search === '' ? '' : t('found', { count: shown.length })}
        </p>
      </div>
      <div
        role="table"
        aria-label={t(board.which)}
        aria-rowcount={shown.length + 1}
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        <div role="rowgroup">
          <BoardHeader withChange={withChange} />
        </div>
        {shown.length > 0 ? (
          <div
            ref={viewport}
            role="rowgroup"
            tabIndex={0}
            aria-label={t(board.which)}
            className="max-h-[36rem] overflow-y-auto overscroll-y-contain -outline-offset-2"
          >
            <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
              {rows.getVirtualItems().map((item) => {
                const row = shown[item.index];
                return row ? (
                  <BoardLine
                    key={row.id}
                    row={row}
                    rowIndex={item.index + 2}
                    top={item.start}
                    isOwn={row.id === ownRowId}
                    withChange={withChange}
                    zone={zone}
                  />
                ) : null;
              })}
            </div>
          </div>
        ) : null}
        {own ? (
          <div role="rowgroup" className="border-t-2 border-accent">
            <BoardLine
              row={own}
              rowIndex={ownIndex + 2}
              top={null}
              isOwn
              withChange={withChange}
              zone={zone}
            />
          </div>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <p className="text-sm text-muted">{search ? t('noMatch') : t('empty')}</p>
      ) : (
        <p className="text-xs text-muted">{t('timesIn', { zone })}</p>
      )}
    </div>
  );
}

function namedLike(rows: readonly BoardRow[], search: string): readonly BoardRow[] {
  const wanted = search.trim().toLowerCase();
  return wanted === '' ? rows : rows.filter((row) => row.name.toLowerCase().includes(wanted));
}
