import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleIfNeeded } from '@/lib/bin/bundle';
import { threadFile } from '@/lib/platform/threads/entry';
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

/**
 * Builds the site, its command line and the code of its threads when there is no build, or one older than its sources. Throws when that fails, or
 * when `signal` broke it off.
 */
export async function buildIfNeeded(signal?: AbortSignal): Promise<void> {
  await buildSiteIfNeeded(signal);
  await bundleIfNeeded();
  await Promise.all(threadEntries().map(threadFile));
}

/** The modules that run in threads or processes of their own, by their paths from the project's root. */
function threadEntries(): readonly string[] {
  return readdirSync(path.join(projectRoot(), 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(thread|process)\.ts$/.test(name))
    .map((name) => path.posix.join('lib', name.replaceAll(path.sep, '/')));
}

async function buildSiteIfNeeded(signal?: AbortSignal): Promise<void> {
  const stamp = path.join(projectRoot(), '.next', 'BUILD_ID');
  if (
    existsSync(stamp) &&
    statSync(stamp).mtimeMs > newest(SOURCES.map((name) => path.join(projectRoot(), name)))
  )
    return;
  console.error('Building the site (about a minute, once) …');
  const next = path.join(projectRoot(), 'node_modules', 'next', 'dist', 'bin', 'next');
  try {
    await promisify(execFile)(process.execPath, [next, 'build'], {
      cwd: projectRoot(),
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      maxBuffer: 50_000_000,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The build failed.\n${stdout}\n${stderr}`, { cause: error });
  }
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
