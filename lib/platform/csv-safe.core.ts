/** First characters that a spreadsheet may take for the beginning of a formula; the wide ones of Chinese keyboards too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text as a CSV cell that no spreadsheet takes for a formula: one that begins with = + - @, a tab or a line's end gets
 * a leading apostrophe (A66; OWASP, "CSV Injection"). Plain numbers, such as -0.5, stay as they are.
 */
export function csvSafe(value: string): string {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return value;
  return FORMULA.test(value) ? `'${value}` : value;
}

/** One record of a CSV file (RFC 4180) without its line's end: cells made safe, quoted where they must be. */
export function csvLine(cells: readonly string[]): string {
  return cells
    .map(csvSafe)
    .map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}
