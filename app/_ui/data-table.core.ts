import { csvLine } from '@/lib/platform/csv-safe.core';

/** What a cell is sorted, searched and exported by. */
export type CellValue = string | number | null;

/** Numbers by size, texts as people order them ("run 9" before "run 10"). Negative: `a` first. */
export function compareCells(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'zh-Hant', { numeric: true, sensitivity: 'base' });
}

/** Whether every word of `search` stands somewhere in the cells, in any order and case. */
export function rowMatches(cells: readonly CellValue[], search: string): boolean {
  const text = cells
    .map((cell) => String(cell ?? ''))
    .join('\n')
    .toLowerCase();
  const words = search.trim().toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word));
}

/** A table as a CSV file: UTF-8 with a byte order mark, which spreadsheets need for Chinese; every cell made safe (A66). */
export function tableCsv(titles: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  const lines = [titles, ...rows.map((row) => row.map((cell) => String(cell ?? '')))].map(csvLine);
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
