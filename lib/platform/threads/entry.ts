import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';

/**
 * The code of threads, each entry made into one module of JavaScript, outside the folder that a build of the site empties. They are
 * built and not compiled on the way, as the rest may be: tsx makes CommonJS of what a thread loads, whose calls from module to module are not inlined,
 * and the parser then takes eight times as long.
 */
export const builtThreadsFolder = (): string => path.join(projectRoot(), 'build', 'threads');

const PROCESS = '.process.ts';

/** Looked at once a process and entry: what a process started with, it goes on with. */
const KNOWN = Symbol.for('saddlepoint.threads.entries');
const processWide = globalThis as { [KNOWN]?: Map<string, Promise<string>> };

/**
 * The absolute path of an entry's built module, which is made now unless it is newer than all it was made of. `entry`: its path
 * from the project's root, e.g. `lib/scoring/score.thread.ts`.
 */
export function threadFile(entry: string): Promise<string> {
  const known = (processWide[KNOWN] ??= new Map<string, Promise<string>>());
  const found = known.get(entry) ?? freshFile(entry);
  known.set(entry, found);
  found.catch(() => known.delete(entry));
  return found;
}

async function freshFile(entry: string): Promise<string> {
  const file = path.join(builtThreadsFolder(), entry.replace(/\.ts$/, '.mjs'));
  if (!isFresh(file)) await build(entry, file);
  return file;
}

/** Names of the files it was made of, from the project's root. */
const inputsFile = (file: string): string => `${file}.inputs.json`;

function isFresh(file: string): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined || !statSync(inputsFile(file), { throwIfNoEntry: false })) return false;
  const inputs = JSON.parse(readFileSync(inputsFile(file), 'utf8')) as string[];
  return inputs.every((name) => {
    const input = statSync(path.join(projectRoot(), name), { throwIfNoEntry: false });
    return input !== undefined && input.mtimeMs < made;
  });
}

async function build(entry: string, file: string): Promise<void> {
  const esbuild = await import('esbuild');
  const made = await esbuild.build({
    absWorkingDir: projectRoot(),
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    // A process of its own may read no file but this one.
    packages: entry.endsWith(PROCESS) ? 'bundle' : 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = made.outputFiles;
  if (!output) throw new Error(`${entry} could not be built.`);
  await mkdir(path.dirname(file), { recursive: true });
  // Several processes may start at once: whoever reads has a whole file, the old one or the new.
  await replace(
    inputsFile(file),
    JSON.stringify([...Object.keys(made.metafile.inputs), 'package-lock.json']),
  );
  await replace(file, output.contents);
}

async function replace(file: string, contents: string | Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}`;
  await writeFile(part, contents);
  await rename(part, file);
}

/** The environment of a thread: paths are found from the project's root wherever the process was started. */
export function threadEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, SADDLEPOINT_ROOT: projectRoot() };
}
