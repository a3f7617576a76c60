import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Prisma's schema engine, compiled to WebAssembly: the one behind `prisma migrate`, without its native binary.
 * It keeps the `_prisma_migrations` table, so the ordinary `prisma migrate deploy` agrees with what it did.
 */
const schemaFile = (): string => path.join(projectRoot(), 'prisma', 'schema.prisma');
const migrationsDir = (): string => path.join(projectRoot(), 'prisma', 'migrations');

const noFilter = { externalTables: [], externalEnums: [] };

const OID_CHAR = 18;
const OID_TEXT = 25;

/** The part of the adapter's connection that both `connect` and `connectToShadowDb` give, with its inner step. */
interface Connection {
  performIO(query: SqlQuery): Promise<{ fields: { dataTypeID: number }[] }>;
  queryRaw(query: SqlQuery): Promise<SqlResultSet>;
  executeScript(script: string): Promise<void>;
  readonly client: { query(script: string): Promise<unknown> };
  onError(error: unknown): never;
}

/**
 * The engine reads system catalogues with columns of PostgreSQL's one-byte type "char", for which the adapter (7.10) has
 * no name and so refuses the whole result. Here they pass as text and are then declared what they are.
 */
function readingChars<T extends object>(connected: T): T {
  const connection = connected as unknown as Connection;
  const performIO = connection.performIO.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  let chars: number[] = []; // of the query under way; the engine sends one after the other
  connection.performIO = async (query) => {
    const result = await performIO(query);
    chars = result.fields.flatMap((field, index) => (field.dataTypeID === OID_CHAR ? [index] : []));
    for (const index of chars) Object.assign(result.fields[index] ?? {}, { dataTypeID: OID_TEXT });
    return result;
  };
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return connected;
}

/**
 * The adapter (7.10) cuts a script at every semicolon, also within the body of a function. PostgreSQL reads a script of many
 * statements by itself, and undoes all of it when one fails.
 */
function withWholeScripts<T extends object>(connected: T): T {
  const connection = connected as unknown as Connection;
  connection.executeScript = async (script) => {
    try {
      await connection.client.query(script);
    } catch (error) {
      connection.onError(error); // names it as the engine expects, and throws
    }
  };
  return connected;
}

interface MigrationAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** Closes what the engine opened; freeing the engine does not. */
  dispose(): Promise<void>;
}

function migrationAdapter(databaseUrl: string): MigrationAdapter {
  const pg = new PrismaPg({ connectionString: databaseUrl });
  const opened: { dispose(): Promise<void> }[] = [];
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: pg.provider,
    adapterName: pg.adapterName,
    connect: async () => {
      const connection = withWholeScripts(readingChars(await pg.connect()));
      opened.push(connection);
      return connection;
    },
    connectToShadowDb: () => Promise.reject(new Error('migrations are compared on a database of their own')),
  };
  return {
    factory,
    dispose: async () => {
      await Promise.all(opened.map((connection) => connection.dispose()));
    },
  };
}

let loaded: Promise<void> | undefined;

/** The package's own entry imports the .wasm file as a module, which Node does not do without a flag. */
async function loadEngine(): Promise<void> {
  const require = createRequire(path.join(projectRoot(), 'package.json'));
  const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(entry.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engineModule as unknown as WebAssembly.ModuleImports,
  });
  const glue = engineModule as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void };
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await (loaded ??= loadEngine());
  const schema = await readFile(schemaFile(), 'utf8');
  const adapter = migrationAdapter(databaseUrl);
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: [[schemaFile(), schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter.factory),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await adapter.dispose();
  }
}

async function readMigrations(): Promise<MigrationList> {
  const baseDir = migrationsDir();
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  );
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' };
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories };
}

export interface MigrationOnDisk {
  readonly name: string;
  readonly sql: string;
}

/** This release's migrations, oldest first. */
export async function migrationsOnDisk(): Promise<readonly MigrationOnDisk[]> {
  const { migrationDirectories } = await readMigrations();
  return migrationDirectories.flatMap(({ path: name, migrationFile: { content } }) =>
    content.tag === 'ok' ? [{ name, sql: content.value }] : [],
  );
}

/** Applies what is missing. Returns the names of the migrations applied; empty when the database is up to date. */
export async function applyMigrations(databaseUrl: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations();
  return withEngine(databaseUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilter });
    return appliedMigrationNames;
  });
}

/**
 * The SQL that would bring a migrated database to `schema.prisma`; empty when they agree. `databaseUrl` names a database
 * to which every migration has been applied.
 */
export async function migrationDrift(databaseUrl: string): Promise<string> {
  const schema = await readFile(schemaFile(), 'utf8');
  return withEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: {
        tag: 'schemaDatasource',
        files: [{ path: schemaFile(), content: schema }],
        configDir: projectRoot(),
      },
      to: { tag: 'schemaDatamodel', files: [{ path: schemaFile(), content: schema }] },
      script: true,
      exitCode: null,
      filters: noFilter,
    });
    return stdout === null || /^\s*(-- This is an empty migration\.)?\s*$/.test(stdout) ? '' : stdout;
  });
}
