import { openArchive, type Archive } from '@/lib/platform/archive/zip-archive';
import { archiveNotes, contentProblem, directoryProblems } from '@/lib/handin/entry-rules.core';
import type { HandinSettings, InspectedArchive } from '@/lib/handin/handin.types';
import { lengthOfPdf } from '@/lib/handin/pdf-words';
import { isClutter } from '@/lib/platform/archive/clutter.core';
import { whatFileIs } from '@/lib/platform/archive/what-file-is';
import type { TextLength } from '@/lib/handin/count-text.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

export interface InspectTask {
  readonly file: string;
  readonly settings: HandinSettings;
}

const MB = 1_000_000;

/**
 * Looks through an archive: names, sizes, types and contents, every problem named. Nothing is written anywhere; an entry
 * that inflates to more than it declares, or than the rules allow, is given up at that byte (A62).
 */
export async function inspectArchive({ file, settings }: InspectTask): Promise<Result<InspectedArchive>> {
  let archive: Archive;
  try {
    archive = await openArchive(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = await whatFileIs(file);
    const message =
      what === null
        ? `This is not a whole zip archive (${why}).`
        : `This is ${what}, whatever its name says. Hand in a zip archive.`;
    return refuse({ code: 'not_a_zip', message });
  }
  try {
    return await inspect(archive, settings);
  } finally {
    archive.close();
  }
}

async function inspect(archive: Archive, settings: HandinSettings): Promise<Result<InspectedArchive>> {
  const files = archive.entries.filter((each) => !each.path.endsWith('/'));
  const entries = files.filter((each) => !isClutter(each.path));
  const leftOut = files.filter((each) => isClutter(each.path)).map((each) => each.path);
  const problems: Problem[] = directoryProblems(entries, settings);
  if (problems.length > 0) return refuse(...problems);
  let report: TextLength | null = null;
  for (const { entry, path, bytes } of entries) {
    const content = await archive.read(entry, Math.min(bytes, settings.max_entry_mb * MB)).catch(() => null);
    const problem = content
      ? contentProblem(path, content)
      : {
          code: 'broken_entry',
          file: path,
          message: `${path} can't be read: it is damaged, or larger than it says.`,
        };
    if (problem) problems.push(problem);
    else if (content && path.toLowerCase().endsWith('.pdf')) report = await lengthOfPdf(content);
  }
  if (problems.length > 0) return refuse(...problems);
  return ok({
    entries: entries.map(({ path, bytes }) => ({ path, bytes })),
    reportWords: report?.words ?? null,
    reportCharacters: report?.characters ?? null,
    notes: archiveNotes(
      entries.map(({ path }) => path),
      leftOut,
      archive.guessedNames,
    ),
  });
}
