'use client';

import { Columns3, Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button, buttonClass } from '@/app/_ui/Button';
import { compareCells } from '@/app/_ui/data-table.core';
import { cellValue, type DataColumn, type DataRow } from '@/app/_ui/data-table.types';
import { Input, Select } from '@/app/_ui/Field';
import { Menu, MenuCheck } from '@/app/_ui/Menu.client';

/** What stands above a table: search, choices, columns, export, and how many rows that leaves. */
export function DataTableTools(props: {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
  readonly isVisible: ReadonlySet<string>;
  readonly onVisible: (key: string, visible: boolean) => void;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** Null: any value. */
  readonly onChoice: (key: string, value: string | null) => void;
  readonly csv: () => string;
  readonly fileName: string;
  readonly status: string;
}) {
  const t = useTranslations('ui.table');
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([props.csv()], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${props.fileName}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Input
        type="search"
        className="min-w-40 flex-1 sm:max-w-72"
        aria-label={t('search')}
        placeholder={t('search')}
        value={props.search}
        onChange={(event) => props.onSearch(event.target.value)}
      />
      {props.columns
        .filter((column) => column.choices)
        .map((column) => (
          <Choice key={column.key} column={column} rows={props.rows} onChoice={props.onChoice} />
        ))}
      <Menu
        className={buttonClass('plain')}
        trigger={
          <>
            <Columns3 aria-hidden className="size-4" />
            {t('columns')}
          </>
        }
      >
        {props.columns.map((column) => (
          <MenuCheck
            key={column.key}
            checked={props.isVisible.has(column.key)}
            onChange={(visible) => props.onVisible(column.key, visible)}
          >
            {column.title}
          </MenuCheck>
        ))}
      </Menu>
      <Button onClick={download}>
        <Download aria-hidden className="size-4" />
        CSV
      </Button>
      <p role="status" className="text-sm tabular-nums text-muted">
        {props.status}
      </p>
    </div>
  );
}

function Choice({
  column,
  rows,
  onChoice,
}: {
  readonly column: DataColumn;
  readonly rows: readonly DataRow[];
  readonly onChoice: (key: string, value: string | null) => void;
}) {
  const t = useTranslations('ui.table');
  const values = useMemo(() => {
    const all = rows.map((row) => String(cellValue(row, column.key) ?? ''));
    return [...new Set(all)].sort(compareCells);
  }, [rows, column.key]);
  return (
    <Select
      className="w-auto max-w-48"
      aria-label={column.title}
      onChange={(event) => {
        const index = Number(event.target.value);
        onChoice(column.key, index < 0 ? null : (values[index] ?? null));
      }}
    >
      <option value={-1}>{t('any', { column: column.title })}</option>
      {values.map((value, index) => (
        <option key={value} value={index}>
          {value === '' ? t('emptyValue') : value}
        </option>
      ))}
    </Select>
  );
}
