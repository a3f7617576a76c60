import { openArchive } from '@/lib/platform/archive/zip-archive';
import { textOf } from '@/lib/handin/entry-rules.core';
import { readNotebook } from '@/lib/handin/rendering/notebook.core';
import { endingOf } from '@/lib/handin/rendering/shown-body.core';
import type { CodePiece } from '@/lib/review/similarity/similarity.types';

/** Where a stored archive lies, and the paths of its files in their order. */
export interface StoredHandin {
  readonly id: number;
  readonly file: string;
  readonly paths: readonly string[];
}

const FILE_BYTES_MAX = 12_000_000;
/** What is compared besides notebooks; reports, data and settings are not. */
const PYTHON = new Set(['py', 'pyw', 'pyi']);
const OTHER = new Set(['r', 'c', 'cc', 'cpp', 'h', 'hpp', 'java', 'js', 'mjs', 'ts', 'jl', 'sh', 'm', 'cu']);

/** The code of a stored archive: its code files and the code cells of its notebooks, line ends as line feeds. */
export async function codeOf({ file, paths }: StoredHandin): Promise<readonly CodePiece[]> {
  const archive = await openArchive(file);
  try {
    const pieces: CodePiece[] = [];
    for (const [index, path] of paths.entries()) {
      const found = archive.find(path);
      if (!found || found.bytes > FILE_BYTES_MAX || !isCode(path)) continue;
      const text = textOf(await archive.read(found.entry, found.bytes));
      if (text !== null) pieces.push(...piecesOf(path, index, text));
    }
    return pieces;
  } finally {
    archive.close();
  }
}

export function isCode(path: string): boolean {
  const ending = endingOf(path);
  return ending === 'ipynb' || PYTHON.has(ending) || OTHER.has(ending);
}

/** A file as what is compared of it. */
export function piecesOf(path: string, file: number, text: string): readonly CodePiece[] {
  const ending = endingOf(path);
  const clean = (source: string): string => source.replace(/\r\n?/g, '\n');
  const notebook = ending === 'ipynb' ? readNotebook(text) : null;
  if (notebook)
    return notebook.cells.flatMap((cell, index) =>
      cell.kind === 'code'
        ? [
            {
              file,
              cell: index,
              language: notebook.language === 'python' ? ('python' as const) : ('other' as const),
              text: clean(cell.source),
            },
          ]
        : [],
    );
  if (ending === 'ipynb') return [];
  return [{ file, cell: null, language: PYTHON.has(ending) ? 'python' : 'other', text: clean(text) }];
}
