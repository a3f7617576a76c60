import { readNotebook } from '@/lib/handin/rendering/notebook.core';
import type { ShownBody } from '@/lib/handin/rendering/shown.types';

const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  ts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  ipynb: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'bash',
  r: 'r',
  cpp: 'cpp',
  csv: 'csv',
};
const SOURCE_CHARS_MAX = 400_000;

export function endingOf(path: string): string {
  return path.split('.').at(-1)?.toLowerCase() ?? '';
}

/** How a text file is shown, by its name's ending and what is in it. */
export function shownBody(path: string, text: string): ShownBody {
  return (endingOf(path) === 'ipynb' ? readNotebook(text) : null) ?? textBody(path, text);
}

/** The same, of what is no notebook. */
export function textBody(path: string, text: string): ShownBody {
  const ending = endingOf(path);
  if (text.length > SOURCE_CHARS_MAX) return { kind: 'none', reason: 'too_large' };
  if (ending === 'md') return { kind: 'markdown', source: text };
  return { kind: 'code', language: LANGUAGES[ending] ?? 'text', source: text };
}

/** The lines of a source, without the empty one after a last line feed. */
export function linesOf(source: string): readonly string[] {
  const lines = source.split(/\r\n|\r|\n/);
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}
