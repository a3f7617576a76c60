import { parser } from '@lezer/python';
import type { CodePiece } from '@/lib/review/similarity/similarity.types';

/** Tokens of a source and the rows they stand in, from 0 through all its pieces. */
export interface TokenList {
  readonly tokens: readonly string[];
  readonly fromRows: readonly number[];
  readonly toRows: readonly number[];
  /** More than is read: the tokens end early. */
  readonly isCut: boolean;
}

/** Nobody writes so much by hand; what comes after it is not compared. */
const CHARS_MAX = 400_000;
const TOKENS_MAX = 150_000;
const NOT_COMPARED = new Set(['Script', 'Comment', 'Body', '⚠']);
/** Shell and magic lines of a notebook are no Python: they would break the parse of their cell. */
const MAGIC = /^[ \t]*[%!?].*$/gm;
const OTHER_TOKEN =
  /(?:\/\/|#)[^\n]*|\/\*[\s\S]*?\*\/|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([A-Za-z_]\w*)|(\d[\w.]*)|([^\s\w])/g;

/**
 * A source as the tokens that are compared: for Python the nodes of its syntax tree in the order of their beginnings, with what
 * names and texts say left out, so that renaming, reformatting and comments change nothing; for other languages words,
 * numbers, texts and signs.
 */
export function codeTokens(pieces: readonly CodePiece[]): TokenList {
  const tokens: string[] = [];
  const fromRows: number[] = [];
  const toRows: number[] = [];
  let row = 0;
  let chars = 0;
  let isCut = false;
  for (const piece of pieces) {
    const text = piece.text.slice(0, Math.max(0, CHARS_MAX - chars));
    isCut ||= text.length < piece.text.length;
    chars += text.length;
    const rowAt = rowReader(text, row);
    const add = (token: string, from: number, to: number): void => {
      if (tokens.length >= TOKENS_MAX) {
        isCut = true;
        return;
      }
      tokens.push(token);
      fromRows.push(rowAt(from));
      toRows.push(rowAt(Math.max(from, to - 1)));
    };
    if (piece.language === 'python') pythonTokens(text, add);
    else otherTokens(text, add);
    row += rowsOf(piece);
  }
  return { tokens, fromRows, toRows, isCut };
}

/** Rows a piece takes: the pieces' texts are split into lines alike wherever they are shown. */
export function rowsOf(piece: CodePiece): number {
  return piece.text.split('\n').length;
}

function pythonTokens(text: string, add: (token: string, from: number, to: number) => void): void {
  const source = text.replace(MAGIC, (line) => ' '.repeat(line.length));
  parser.parse(source).iterate({
    enter: (node) => {
      if (NOT_COMPARED.has(node.name) || node.to === node.from) return;
      // A node spans its children; its own place is its beginning.
      add(node.name, node.from, node.node.firstChild ? node.from + 1 : node.to);
    },
  });
}

function otherTokens(text: string, add: (token: string, from: number, to: number) => void): void {
  for (const match of text.matchAll(OTHER_TOKEN)) {
    const [all, string, word, number, sign] = match;
    const token = string ? 'String' : word ? 'Name' : number ? 'Number' : sign;
    if (token) add(token, match.index, match.index + all.length);
  }
}

/** From offsets in a text to rows, its first being `firstRow`. */
function rowReader(text: string, firstRow: number): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return firstRow + low;
  };
}
