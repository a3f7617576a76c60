import type { Nodes, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const plain = unified().use(remarkParse).use(remarkGfm);

/**
 * The same Markdown with a backslash before every single `$` that is no mathematics, by Pandoc's rule: an opening one has a
 * character right after it, a closing one a character right before it and no digit after it. Two prices in a sentence, `$PATH`
 * and `$HOME/bin` stay text. Code, `$$` and `\$` are left as they are.
 */
export function withPlainDollars(source: string): string {
  if (!source.includes('$')) return source;
  const places = blocksOf(plain.parse(source)).flatMap((block) => plainDollars(source, block));
  let text = '';
  let copied = 0;
  for (const place of places.sort((a, b) => a - b)) {
    text += `${source.slice(copied, place)}\\`;
    copied = place;
  }
  return text + source.slice(copied);
}

interface Block {
  readonly start: number;
  readonly end: number;
  /** Code and HTML in it: from, to. */
  readonly closed: readonly (readonly [number, number])[];
}

/** The stretches of text in which a formula may begin and end. */
function blocksOf(node: Nodes | Root): Block[] {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
    const [start, end] = rangeOf(node);
    return [{ start, end, closed: closedIn(node) }];
  }
  return 'children' in node ? node.children.flatMap((child) => blocksOf(child)) : [];
}

function closedIn(node: Nodes): (readonly [number, number])[] {
  if (node.type === 'inlineCode' || node.type === 'html') return [rangeOf(node)];
  return 'children' in node ? node.children.flatMap((child) => closedIn(child)) : [];
}

function rangeOf({ position }: Nodes): readonly [number, number] {
  return [position?.start.offset ?? 0, position?.end.offset ?? 0];
}

function plainDollars(source: string, { start, end, closed }: Block): number[] {
  const dollars = dollarsIn(source, start, end).filter(
    (at) => !closed.some(([from, to]) => at >= from && at < to),
  );
  const found: number[] = [];
  for (let index = 0; index < dollars.length; index += 1) {
    const at = dollars[index] ?? 0;
    const next = dollars[index + 1];
    if (next !== undefined && opens(source, at) && closes(source, next)) index += 1;
    else found.push(at);
  }
  return found;
}

/** Single dollar signs without a backslash before them. */
function dollarsIn(source: string, start: number, end: number): number[] {
  const found: number[] = [];
  for (const match of source.slice(start, end).matchAll(/\\[\s\S]|\$+/g))
    if (match[0] === '$') found.push(start + match.index);
  return found;
}

const opens = (source: string, at: number): boolean => /^\S/.test(source.slice(at + 1, at + 2));

function closes(source: string, at: number): boolean {
  // `$HOME:$PATH`: the second begins another variable.
  return /\S$/.test(source.slice(at - 1, at)) && !/^(\d|[A-Z_]{2})/.test(source.slice(at + 1, at + 3));
}
