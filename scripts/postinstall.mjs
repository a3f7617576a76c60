// Generates the database client. Prisma asks for a schema engine it doesn't use here (migrations run in WebAssembly) and
// would download one; any existing executable keeps it from doing so.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const prisma = path.join(path.dirname(require.resolve('prisma/package.json')), 'build', 'index.js');
const done = spawnSync(process.execPath, [prisma, 'generate'], {
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
  encoding: 'utf8',
});
if (done.status !== 0) {
  console.error(done.stdout, done.stderr);
  process.exit(done.status ?? 1);
}
