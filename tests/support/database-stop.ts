import pg from 'pg';

/**
 * Stops a transaction of any process (a started site, a worker, a command) inside the database: at its first insert,
 * update or delete of a table, or as it commits. A trigger of the test's own waits there for a lock that this connection
 * holds. Only the first transaction that comes by is stopped; all others pass.
 *
 *     const stop = await stopInDatabase(databaseUrl, { table: 'submission', on: 'INSERT', at: 'commit' });
 *     const upload = fetch(…);
 *     await stop.reached();      // somebody stands there
 *     … what is to happen meanwhile …
 *     await stop.goOn();         // also takes the trigger away
 *
 * For sides of the test's own process see `meeting.ts`: it needs no table to be written.
 */
export interface DatabaseStop {
  /** Waits until a transaction stands at the point. Throws after `milliseconds`. */
  reached(milliseconds?: number): Promise<void>;
  goOn(): Promise<void>;
}

export interface StopPoint {
  readonly table: string;
  readonly on: 'INSERT' | 'UPDATE' | 'DELETE';
  /** `row`: right after the row is written; `commit`: when its transaction has done everything but to commit. */
  readonly at?: 'row' | 'commit';
  /** SQL over NEW (OLD for DELETE): which rows count. */
  readonly when?: string;
}

let stops = 0;

export async function stopInDatabase(databaseUrl: string, point: StopPoint): Promise<DatabaseStop> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  stops += 1;
  const name = `stop_${process.pid}_${stops}`;
  const [wall, turn] = [`hashtextextended('${name} wall', 0)`, `hashtextextended('${name} turn', 0)`];
  const table = client.escapeIdentifier(point.table);
  await client.query(`SELECT pg_advisory_lock(${wall})`);
  await client.query(`
    CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $fn$
    BEGIN
      IF pg_try_advisory_xact_lock(${turn}) THEN PERFORM pg_advisory_xact_lock_shared(${wall}); END IF;
      RETURN NULL;
    END $fn$`);
  await client.query(`
    CREATE CONSTRAINT TRIGGER ${name} AFTER ${point.on} ON ${table}
    DEFERRABLE INITIALLY ${point.at === 'commit' ? 'DEFERRED' : 'IMMEDIATE'}
    FOR EACH ROW ${point.when ? `WHEN (${point.when})` : ''} EXECUTE FUNCTION ${name}()`);
  return {
    reached: async (milliseconds = 30_000) => {
      const until = Date.now() + milliseconds;
      while (!(await isSomebodyThere(client))) {
        if (Date.now() > until) throw new Error(`nobody came by ${point.on} of ${point.table}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    goOn: async () => {
      await client.query(`SELECT pg_advisory_unlock(${wall})`);
      await client.query(`DROP FUNCTION ${name}() CASCADE`);
      await client.end();
    },
  };
}

async function isSomebodyThere(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))) AS there`,
  );
  return rows[0]?.there === true;
}
