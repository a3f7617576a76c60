import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundleIfNeeded } from '@/lib/bin/bundle';
import { projectRoot } from '@/lib/platform/root';

const SOURCES = [
  'app',
  'lib',
  'messages',
  'prisma',
  'next.config.js',
  'package-lock.json',
  'postcss.config.mjs',
];

/** Builds the site and its command line when there is no build, or one older than its sources. Throws when that fails. */
export async function buildIfNeeded(): Promise<void> {
  buildSiteIfNeeded();
  await bundleIfNeeded();
}

function buildSiteIfNeeded(): void {
  const stamp = path.join(projectRoot(), '.next', 'BUILD_ID');
  if (
    existsSync(stamp) &&
    statSync(stamp).mtimeMs > newest(SOURCES.map((name) => path.join(projectRoot(), name)))
  )
    return;
  console.error('Building the site (about a minute, once) …');
  const next = path.join(projectRoot(), 'node_modules', 'next', 'dist', 'bin', 'next');
  const done = spawnSync(process.execPath, [next, 'build'], {
    cwd: projectRoot(),
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`The build failed.\n${done.stdout}\n${done.stderr}`);
}

function newest(targets: readonly string[]): number {
  return Math.max(0, ...targets.filter((target) => existsSync(target)).map(newestIn));
}

function newestIn(target: string): number {
  const stats = statSync(target);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // The generated client changes with every install; its source, the schema, is watched itself.
  const names = readdirSync(target).filter((name) => name !== 'prisma-client' && name !== 'node_modules');
  return Math.max(0, ...names.map((name) => newestIn(path.join(target, name))));
}
