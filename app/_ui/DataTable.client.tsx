'use client';

import {
  columnFilteringFeature,
  columnVisibilityFeature,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { DataTableHead, DataTableLine, ROW_PX } from '@/app/_ui/DataTableParts.client';
import { DataTableTools } from '@/app/_ui/DataTableTools.client';
import { compareCells, rowMatches, tableCsv } from '@/app/_ui/data-table.core';
import { cellValue, type DataColumn, type DataRow } from '@/app/_ui/data-table.types';

const features = tableFeatures({
  columnFilteringFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
});

type Column = ColumnDef<typeof features, DataRow>;

/** What the server sends before the browser has measured. */
const FIRST_RECT = { width: 0, height: 16 * ROW_PX };

/**
 * A table of any length for people who work with it: every column sorts, a search finds rows by all their words, columns can be
 * hidden, what is shown can be taken away as CSV. Only the rows in sight are drawn; all have one height.
 */
export function DataTable({
  label,
  columns,
  rows,
  fileName,
  empty,
  initialSort,
}: {
  readonly label: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
  /** Of the CSV file, without ".csv". */
  readonly fileName: string;
  /** Shown where there is no row at all: says what to do. */
  readonly empty: ReactNode;
  readonly initialSort?: { readonly key: string; readonly descending: boolean };
}) {
  const t = useTranslations('ui.table');
  const viewport = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState('');
  const found = useMemo(
    () =>
      rows.filter((row) =>
        rowMatches(
          columns.map((column) => cellValue(row, column.key)),
          search,
        ),
      ),
    [rows, columns, search],
  );
  const table = useTable({
    features,
    columns: useMemo(() => columns.map(definition), [columns]),
    data: found,
    getRowId: (row) => row.id,
    initialState: {
      sorting: sortingOf(initialSort),
      columnVisibility: Object.fromEntries(columns.map((column) => [column.key, column.hidden !== true])),
    },
  });
  const shownRows = table.getRowModel().rows.map((row) => row.original);
  const isVisible = new Set(table.getVisibleLeafColumns().map((column) => column.id));
  const shownColumns = columns.filter((column) => isVisible.has(column.key));
  const virtual = useVirtualizer({
    count: shownRows.length,
    getScrollElement: () => viewport.current,
    getItemKey: (index) => shownRows[index]?.id ?? index,
    estimateSize: () => ROW_PX,
    initialRect: FIRST_RECT,
    overscan: 12,
  });
  if (rows.length === 0) return empty;
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const csv = (): string =>
    tableCsv(
      shownColumns.map((column) => column.title),
      shownRows.map((row) => shownColumns.map((column) => cellValue(row, column.key))),
    );
  return (
    <div className="space-y-3">
      <DataTableTools
        columns={columns}
        rows={rows}
        isVisible={isVisible}
        onVisible={(key, visible) => table.getColumn(key)?.toggleVisibility(visible)}
        search={search}
        onSearch={setSearch}
        onChoice={(key, value) =>
          table.getColumn(key)?.setFilterValue(value === null ? undefined : exactly(value))
        }
        csv={csv}
        fileName={fileName}
        status={
          shownRows.length === rows.length
            ? t('rows', { count: rows.length })
            : t('rowsOf', { count: shownRows.length, total: rows.length })
        }
      />
      <div
        ref={viewport}
        tabIndex={0}
        role="region"
        aria-label={label}
        className="max-h-[40rem] overflow-auto overscroll-y-contain rounded-lg border border-line bg-surface"
      >
        <table
          aria-rowcount={shownRows.length + 1}
          className="w-full table-fixed border-separate border-spacing-0 text-sm"
        >
          <caption className="sr-only">{label}</caption>
          <DataTableHead
            columns={shownColumns}
            sortOf={(key) => table.getColumn(key)?.getIsSorted() ?? false}
            onSort={(key) => table.getColumn(key)?.toggleSorting()}
          />
          <tbody>
            {above > 0 ? <tr aria-hidden style={{ height: above }} /> : null}
            {items.map((item) => {
              const row = shownRows[item.index];
              return row ? (
                <DataTableLine key={row.id} row={row} rowIndex={item.index + 2} columns={shownColumns} />
              ) : null;
            })}
            {below > 0 ? <tr aria-hidden style={{ height: below }} /> : null}
          </tbody>
        </table>
        {shownRows.length === 0 ? <p className="p-4 text-sm text-muted">{t('noMatch')}</p> : null}
      </div>
    </div>
  );
}

function definition(column: DataColumn): Column {
  return {
    id: column.key,
    header: column.title,
    // Undefined is what TanStack keeps last, whichever way the rest is sorted: a missing score is not a low one.
    accessorFn: (row) => cellValue(row, column.key) ?? undefined,
    sortUndefined: 'last',
    sortDescFirst: column.numeric === true,
    sortFn: (a, b, id) => compareCells(a.getValue<string | number>(id), b.getValue<string | number>(id)),
    filterFn: (row, id, wanted: unknown) => exactly(String(row.getValue(id) ?? '')) === wanted,
  };
}

/** An empty text would be no filter at all. */
const exactly = (value: string): string => `=${value}`;

function sortingOf(
  initial: { readonly key: string; readonly descending: boolean } | undefined,
): SortingState {
  return initial ? [{ id: initial.key, desc: initial.descending }] : [];
}
