import type pg from 'pg';

/**
 * Takes everything out of the schema `public`, inside the caller's transaction: tables, types and functions, but none that
 * an extension brought. The schema itself stays, since on a shared server it need not be ours.
 */
export async function emptyDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sql: string }>(`
    WITH own AS (SELECT 'public'::regnamespace AS schema)
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', c.oid::regclass) AS sql FROM pg_class c, own
    WHERE c.relnamespace = own.schema AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype) FROM pg_type t, own
    WHERE t.typnamespace = own.schema AND t.typtype = 'e'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p, own
    WHERE p.pronamespace = own.schema AND p.prokind = 'f'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`);
  for (const { sql } of rows) await client.query(sql);
}
