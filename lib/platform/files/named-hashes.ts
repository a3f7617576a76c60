/**
 * Which columns name stored files: every text column of every table whose name ends in `sha256`, as the database itself
 * lists them, so that a table added later is never forgotten. Rows of {table, column}.
 */
export const HASH_COLUMNS_SQL = `
  SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
  WHERE table_schema = 'public' AND column_name LIKE '%sha256' AND data_type = 'text'
  ORDER BY 1, 2`;

export interface HashColumn {
  readonly table: string;
  readonly column: string;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A query for every hash that a row names, each once, in order; null where no column names any. */
export function namedHashesSql(columns: readonly HashColumn[]): string | null {
  if (columns.length === 0) return null;
  const each = columns.map(
    ({ table, column }) =>
      `SELECT ${quoteName(column)} AS hash FROM public.${quoteName(table)} WHERE ${quoteName(column)} IS NOT NULL`,
  );
  return `SELECT hash FROM (${each.join(' UNION ')}) AS named ORDER BY hash`;
}
