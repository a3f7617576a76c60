'use client';

import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { MouseEvent } from 'react';
import { cx } from '@/app/_ui/cx';
import { cellShown, cellValue, type DataColumn, type DataRow } from '@/app/_ui/data-table.types';

export const ROW_PX = 44;

const REM_TEXT = 12;
const REM_NUMBER = 7;

type Sort = 'asc' | 'desc' | false;

const SORTS = {
  asc: { aria: 'ascending', icon: ArrowUp },
  desc: { aria: 'descending', icon: ArrowDown },
  none: { aria: 'none', icon: ChevronsUpDown },
} as const;

export function DataTableHead({
  columns,
  sortOf,
  onSort,
}: {
  readonly columns: readonly DataColumn[];
  readonly sortOf: (key: string) => Sort;
  readonly onSort: (key: string) => void;
}) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const sort = SORTS[sortOf(column.key) || 'none'];
          return (
            <th
              key={column.key}
              scope="col"
              aria-sort={sort.aria}
              style={{ width: `${column.width ?? (column.numeric ? REM_NUMBER : REM_TEXT)}rem` }}
              className="sticky top-0 z-10 border-b border-line-strong bg-surface p-0 text-xs font-medium text-muted"
            >
              <button
                type="button"
                onClick={() => onSort(column.key)}
                className={cx(
                  'flex min-h-9 w-full items-center gap-1 px-3 text-left -outline-offset-2 hover:bg-sunken hover:text-ink',
                  column.numeric && 'flex-row-reverse text-right',
                  sort.aria !== 'none' && 'text-ink',
                )}
              >
                <span className="truncate">{column.title}</span>
                <sort.icon aria-hidden className="size-3.5 shrink-0" />
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

export function DataTableLine({
  row,
  rowIndex,
  columns,
}: {
  readonly row: DataRow;
  readonly rowIndex: number;
  readonly columns: readonly DataColumn[];
}) {
  const router = useRouter();
  const { href } = row;
  const follow = (event: MouseEvent<HTMLElement>): void => {
    // Controls in the row act for themselves, and a text being selected is no click.
    const onControl = event.target instanceof Element && event.target.closest('a,button,input,select,label');
    if (href && !onControl && window.getSelection()?.isCollapsed !== false) router.push(href);
  };
  return (
    <tr
      aria-rowindex={rowIndex}
      onClick={follow}
      style={{ height: ROW_PX }}
      className={cx('hover:bg-sunken', href && 'cursor-pointer')}
    >
      {columns.map((column, index) => {
        const shown = cellShown(row, column.key);
        const value = cellValue(row, column.key);
        return (
          <td
            key={column.key}
            title={typeof value === 'string' ? value : undefined}
            className={cx(
              'truncate border-b border-line px-3',
              column.numeric && 'text-right font-mono tabular-nums',
            )}
          >
            {href && index === 0 ? (
              <Link href={href} className="font-medium text-accent hover:underline">
                {shown}
              </Link>
            ) : (
              shown
            )}
          </td>
        );
      })}
    </tr>
  );
}
