import { TERMINAL_COLORS, type TerminalColor, type TextSpan } from '@/lib/handin/rendering/shown.types';

/** More changes of colour than this in one text only serve to make a page slow: the rest is plain. */
const SPANS_MAX = 2_000;
const ESC = '\u001b';
/** CSI (ECMA-48 §5.4), OSC with its end, and the two-character escapes. */
const SEQUENCE =
  /\u001b\[([0-9:;<=>?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]?/g;
/** Controls that mean nothing on a page; tab and line feed stay. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * What a program wrote to a terminal as text in a few colours: colours and bold are read from "select graphic rendition"
 * (ECMA-48 §8.3.117, the 8 basic colours and their bright forms), every other sequence and control is dropped, and a line
 * overwritten after a carriage return shows what stood there last, as progress bars mean it.
 */
export function terminalSpans(text: string): readonly TextSpan[] {
  const source = overwritten(text);
  const spans: TextSpan[] = [];
  let look: Look = PLAIN;
  let at = 0;
  const push = (until: number): void => {
    const piece = source.slice(at, until).replace(CONTROLS, '');
    const last = spans.at(-1);
    if (piece === '') return;
    if (last && last.color === look.color && last.bold === look.bold)
      spans[spans.length - 1] = { ...last, text: last.text + piece };
    else spans.push({ text: piece, ...look });
  };
  for (const match of source.matchAll(SEQUENCE)) {
    push(match.index);
    at = match.index + match[0].length;
    if (match[2] === 'm') look = spans.length < SPANS_MAX ? applied(look, match[1] ?? '') : PLAIN;
  }
  push(source.length);
  return spans;
}

interface Look {
  readonly color: TerminalColor | null;
  readonly bold: boolean;
}
const PLAIN: Look = { color: null, bold: false };

function applied(before: Look, parameters: string): Look {
  let look = before;
  const codes = parameters.split(';').map(Number);
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 0) look = PLAIN;
    else if (code === 1) look = { ...look, bold: true };
    else if (code === 22) look = { ...look, bold: false };
    else if (code === 39) look = { ...look, color: null };
    // 38 and 48 take a palette index (5;n) or a colour (2;r;g;b) along, which are not shown.
    else if (code === 38 || code === 48) i += codes[i + 1] === 5 ? 2 : codes[i + 1] === 2 ? 4 : 0;
    else look = { ...look, color: colorOf(code) ?? look.color };
  }
  return look;
}

function colorOf(code: number): TerminalColor | null {
  if (code >= 30 && code <= 37) return TERMINAL_COLORS[code - 30] ?? null;
  return code >= 90 && code <= 97 ? (TERMINAL_COLORS[code - 90] ?? null) : null;
}

function overwritten(text: string): string {
  const normal = text.replace(/\r+\n/g, '\n');
  if (!normal.includes('\r')) return normal;
  return normal
    .split('\n')
    .map((line) => {
      const kept = line.replace(/\r+$/, '');
      return kept.slice(kept.lastIndexOf('\r') + 1);
    })
    .join('\n');
}

/** Text without any of a terminal's sequences. */
export function withoutSequences(text: string): string {
  return text.includes(ESC) ? text.replace(SEQUENCE, '') : text;
}
