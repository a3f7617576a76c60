import { openArchive, type Archive } from '@/lib/handin/archive';
import { contentProblem, directoryProblems, isClutter } from '@/lib/handin/entry-rules.core';
import type { HandinSettings, InspectedArchive } from '@/lib/handin/handin.types';
import { wordsOfPdf } from '@/lib/handin/pdf-words';
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
    return refuse({ code: 'not_a_zip', message: `This is not a whole zip archive (${why}).` });
  }
  try {
    return await inspect(archive, settings);
  } finally {
    archive.close();
  }
}

async function inspect(archive: Archive, settings: HandinSettings): Promise<Result<InspectedArchive>> {
  const entries = archive.entries.filter((each) => !each.path.endsWith('/') && !isClutter(each.path));
  const problems: Problem[] = directoryProblems(entries, settings);
  if (problems.length > 0) return refuse(...problems);
  let reportWords: number | null = null;
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
    else if (content && path.toLowerCase().endsWith('.pdf')) reportWords = await wordsOfPdf(content);
  }
  if (problems.length > 0) return refuse(...problems);
  return ok({ entries: entries.map(({ path, bytes }) => ({ path, bytes })), reportWords });
}
