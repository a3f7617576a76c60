const BARS = '▁▂▃▄▅▆▇█';

/** A line of numbers as block characters, the least lowest; of many, `width` spread over the line. */
export function sparkline(values: readonly number[], width = 12): string {
  const shown =
    values.length <= width
      ? values
      : Array.from(
          { length: width },
          (_, index) => values[Math.round((index * (values.length - 1)) / (width - 1))] ?? 0,
        );
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  return shown
    .map(
      (value) =>
        BARS[most === least ? 3 : Math.round(((value - least) / (most - least)) * (BARS.length - 1))],
    )
    .join('');
}

/** Rows as columns of text, two spaces apart; `right`: columns of numbers. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const width = (index: number): number => Math.max(...rows.map((row) => [...(row[index] ?? '')].length));
  const widths = (rows[0] ?? []).map((_, index) => width(index));
  return rows
    .map((row) =>
      row
        .map((cell, index) => {
          const gap = ' '.repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length));
          return right.includes(index) ? gap + cell : cell + gap;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
