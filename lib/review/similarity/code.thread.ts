import { readFile } from 'node:fs/promises';
import { codeOf, piecesOf, type StoredHandin } from '@/lib/review/similarity/code-source';
import { compareCode } from '@/lib/review/similarity/compare-code.core';
import type { CodeComparison, CodeSource } from '@/lib/review/similarity/similarity.types';

export interface CodeTask {
  readonly handins: readonly StoredHandin[];
  /** The assignment's own code, which is excluded. */
  readonly reference: readonly { readonly file: string; readonly path: string }[];
}

/** Entry of a thread: reads all archives and compares their code. */
export default async function compare({ handins, reference }: CodeTask): Promise<CodeComparison> {
  const sources: CodeSource[] = [];
  for (const handin of handins) sources.push({ id: handin.id, pieces: await codeOf(handin) });
  const given: CodeSource[] = [];
  for (const [at, { file, path }] of reference.entries())
    given.push({ id: -1 - at, pieces: piecesOf(path, at, await readFile(file, 'utf8')) });
  return compareCode(sources, given);
}
