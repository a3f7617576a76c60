/**
 * Which columns name stored files: every text column of every table whose name ends in `sha256`, as the database itself
 * lists them, so that a table added later is never forgotten. A row whose `file_removed_at` is set names its file no
 * more. Rows of {table, column, removable}.
 */
export const HASH_COLUMNS_SQL = `
  SELECT table_name AS "table", column_name AS "column", EXISTS (
           SELECT 1 FROM information_schema.columns r
           WHERE r.table_schema = 'public' AND r.table_name = c.table_name AND r.column_name = 'file_removed_at'
         ) AS removable
  FROM information_schema.columns c
  WHERE table_schema = 'public' AND column_name LIKE '%sha256' AND data_type = 'text'
  ORDER BY 1, 2`;

export interface HashColumn {
  readonly table: string;
  readonly column: string;
  /** Whether the table's rows say when their file was removed. */
  readonly removable: boolean;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const isKept = ({ removable }: HashColumn): string => (removable ? ' AND file_removed_at IS NULL' : '');

/** A query for every hash that a row names, each once, in order; null where no column names any. */
export function namedHashesSql(columns: readonly HashColumn[]): string | null {
  if (columns.length === 0) return null;
  const each = columns.map((named) => {
    const column = quoteName(named.column);
    return `SELECT ${column} AS hash FROM public.${quoteName(named.table)} WHERE ${column} IS NOT NULL${isKept(named)}`;
  });
  return `SELECT hash FROM (${each.join(' UNION ')}) AS named ORDER BY hash`;
}

/** A query for those of the hashes in `$1` that no row names. */
export function unnamedHashesSql(columns: readonly HashColumn[]): string {
  if (columns.length === 0) throw new Error('no column of the database names a stored file');
  const nowhere = columns.map(
    (named) =>
      `NOT EXISTS (SELECT 1 FROM ${quoteName(named.table)} WHERE ${quoteName(named.column)} = wanted.hash${isKept(named)})`,
  );
  return `SELECT hash FROM unnest($1::text[]) AS wanted(hash) WHERE ${nowhere.join(' AND ')}`;
}
