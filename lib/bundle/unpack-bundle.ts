import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isClutter } from '@/lib/platform/archive/clutter.core';
import { whatFileIs } from '@/lib/platform/archive/what-file-is';
import { openArchive, type Archive } from '@/lib/platform/archive/zip-archive';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const YAML = 'assignment.yaml';
const ENTRIES_MAX = 5_000;
/** What an archive may unpack to: training data is large, a bomb is larger. */
const BYTES_MAX = 8_000_000_000;

type Entry = Archive['entries'][number];

/**
 * Unpacks a zip file with a bundle into an empty folder. The bundle is where `assignment.yaml` is: at the top, or in the
 * archive's only folder. Refused, with every problem: no such file, links, encrypted entries, names that lead out of the
 * folder (A63), more than 5,000 entries or 8 GB (A62).
 */
export async function unpackBundle(zipFile: string, folder: string): Promise<Result<{ files: number }>> {
  const archive = await openArchive(zipFile).catch(() => null);
  if (!archive) {
    const what = await whatFileIs(zipFile);
    const message = `This is ${what ?? 'not a whole zip file'}. Pack the folder anew, as a zip archive.`;
    return refuse({ code: 'not_a_zip', message });
  }
  try {
    const files = archive.entries.filter((each) => !each.path.endsWith('/') && !isClutter(each.path));
    const root = rootOf(files);
    if (root === null)
      return refuse({
        code: 'no_bundle',
        file: YAML,
        message: `The archive has no ${YAML} at its top or in a folder at its top.`,
      });
    const own = files.filter((each) => each.path.startsWith(root));
    const problems = problemsOf(own, root);
    if (problems.length > 0) return refuse(...problems);
    for (const each of own) await unpack(archive, each, path.join(folder, each.path.slice(root.length)));
    return ok({ files: own.length });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse({ code: 'not_a_zip', message: `The archive can’t be unpacked: ${why}.` });
  } finally {
    archive.close();
  }
}

/** What stands before the bundle's names: nothing, or one folder. */
function rootOf(files: readonly Entry[]): string | null {
  const names = files.map((each) => each.path).filter((name) => name === YAML || name.endsWith(`/${YAML}`));
  const [nearest] = names.sort((a, b) => a.split('/').length - b.split('/').length);
  if (nearest === undefined || nearest.split('/').length > 2) return null;
  return nearest.slice(0, -YAML.length);
}

function problemsOf(files: readonly Entry[], root: string): Problem[] {
  const problems: Problem[] = [];
  const bad = (each: Entry, why: string): void =>
    void problems.push({ code: 'bad_entry', file: each.path.slice(0, 200), message: why });
  if (files.length > ENTRIES_MAX)
    problems.push({
      code: 'too_many_files',
      message: `${files.length} files; at most ${ENTRIES_MAX} are taken.`,
    });
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes > BYTES_MAX)
    problems.push({
      code: 'file_too_large',
      message: `${bytes} bytes unpacked; at most ${BYTES_MAX} are taken.`,
    });
  const seen = new Set<string>();
  for (const each of files) {
    const name = each.path.slice(root.length);
    if (each.isSpecial) bad(each, 'is a link or a device; pack plain files.');
    if (each.isEncrypted) bad(each, 'is encrypted.');
    else if (each.foreignMethod !== null)
      bad(each, `is compressed with ${each.foreignMethod}, which is not opened here; pack with “Deflate”.`);
    if (!isInside(name)) bad(each, 'leads out of the folder, or its name is not one.');
    if (seen.has(name)) bad(each, 'is there twice.');
    seen.add(name);
  }
  return problems;
}

function isInside(name: string): boolean {
  const parts = name.split('/');
  return (
    !/^[a-z]:/i.test(name) && // a drive of Windows
    !name.includes('\0') &&
    name.length <= 500 &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= 255)
  );
}

async function unpack(archive: Archive, { entry }: Entry, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  // yauzl breaks the stream off at the first byte beyond what the directory declares.
  await pipeline(await archive.stream(entry), createWriteStream(target, { flags: 'wx' }));
}
