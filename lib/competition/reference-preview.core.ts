const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  ts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'bash',
  r: 'r',
  cpp: 'cpp',
};

interface Cell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

/**
 * Reference code as Markdown to be shown: a notebook cell by cell, Markdown as it is, anything else as one block of code in
 * the language of its name's ending. Outputs of a notebook are left out.
 */
export function referenceMarkdown(path: string, source: string): string {
  const ending = path.split('.').at(-1)?.toLowerCase() ?? '';
  if (ending === 'md') return source;
  if (ending === 'ipynb') return notebookMarkdown(source) ?? block('json', source);
  return block(LANGUAGES[ending] ?? 'text', source);
}

/** null: not a notebook. */
function notebookMarkdown(source: string): string | null {
  const cells = cellsOf(source);
  return cells
    ? cells
        .map((cell) => (cell.cell_type === 'code' ? block('python', textOf(cell)) : textOf(cell)))
        .join('\n\n')
    : null;
}

function cellsOf(source: string): readonly Cell[] | null {
  try {
    const parsed: unknown = JSON.parse(source);
    const cells = (parsed as { readonly cells?: unknown } | null)?.cells;
    return Array.isArray(cells) ? cells.filter((cell) => cell !== null && typeof cell === 'object') : null;
  } catch {
    return null; // not JSON: it is shown as it is
  }
}

function textOf({ source }: Cell): string {
  if (typeof source === 'string') return source;
  return Array.isArray(source) ? source.filter((line) => typeof line === 'string').join('') : '';
}

/** A fence longer than any run of backticks inside, so that no code can end its block. */
function block(language: string, source: string): string {
  const longest = Math.max(2, ...(source.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${source.replace(/\n+$/, '')}\n${fence}`;
}
