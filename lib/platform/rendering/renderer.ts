import { createHash } from 'node:crypto';
import type { HighlightTask } from '@/lib/platform/markdown/highlight.thread';
import type { MarkdownTask } from '@/lib/platform/markdown/markdown.thread';
import { log } from '@/lib/platform/log';
import { TextCache } from '@/lib/platform/rendering/cache.core';
import { escapeCode, plainHtml } from '@/lib/platform/rendering/plain.core';
import { createCrew, type Crew, type Share } from '@/lib/platform/threads/crew';
import { ThreadFailure, type ThreadFailureReason } from '@/lib/platform/threads/thread-failure';

/**
 * The one way from what people wrote to HTML. It runs in threads, never in the event loop that serves requests: a text of a few
 * kilobytes can be made that keeps a renderer busy for a minute. What takes longer than `LIMITS.taskMsMax` of the processor, or
 * finds no thread, is shown as it was written.
 */
const LIMITS = { threadsMax: 2, taskMsMax: 1_000, heapMbMax: 256, waitingMax: 4_000, waitMsMax: 5_000 };
/** All texts of one page together. */
const PAGE_MS_MAX = 4_000;
/** Longer texts are not looked at, and are cut when they are shown as they are. */
export const MARKDOWN_CHARS_MAX = 200_000;
const CODE_CHARS_MAX = 200_000;
const CACHE_CHARS_MAX = 24_000_000;

const MARKDOWN = 'lib/platform/markdown/markdown.thread.ts';
const HIGHLIGHT = 'lib/platform/markdown/highlight.thread.ts';
const NOTEBOOK = 'lib/handin/rendering/notebook.thread.ts';

export interface Rendered {
  /** Safe HTML. */
  readonly html: string;
  /** Shown as it was written, since rendering took too long or there was too much of it. */
  readonly isPlain: boolean;
}

export interface RenderOptions {
  /** What the texts of one page share; see `pageShare`. */
  readonly share?: Share | undefined;
}

/** An allowance for all texts of one page, so that a page of many slow ones is not many seconds. */
export function pageShare(): Share {
  return { msLeft: PAGE_MS_MAX };
}

/** Markdown as safe HTML. */
export async function markdownHtml(source: string, { share }: RenderOptions = {}): Promise<Rendered> {
  const plain: Rendered = { html: plainHtml(source, MARKDOWN_CHARS_MAX), isPlain: true };
  if (source.length > MARKDOWN_CHARS_MAX) return plain;
  const { pages } = state();
  const key = hashOf('markdown', source);
  const known = pages.get(key);
  if (known) return known;
  const task: MarkdownTask = { source };
  const rendered = await attempt<string>(MARKDOWN, task, share);
  if (rendered.ok) return kept(pages, key, { html: rendered.value, isPlain: false });
  return isItsOwnFault(rendered.reason, share) ? kept(pages, key, plain) : plain;
}

/**
 * Source code as safe HTML, a line a text: every character of the source escaped, colours as the stylesheet's variables,
 * characters without a shape (right-to-left overrides and the like) spelled out.
 */
export async function codeLines(
  lines: readonly string[],
  language: string,
  { share }: RenderOptions = {},
): Promise<readonly string[]> {
  const source = lines.join('\n');
  const plain = (): readonly string[] => lines.map(escapeCode);
  if (language === 'text' || source.length > CODE_CHARS_MAX) return plain();
  const { code } = state();
  const key = hashOf(language, source);
  const known = code.get(key);
  if (known) return known;
  const task: HighlightTask = { source, language };
  const rendered = await attempt<readonly string[]>(HIGHLIGHT, task, share);
  // A line may be told apart otherwise by the colouring; then plain lines keep the numbers right.
  if (rendered.ok) return kept(code, key, rendered.value.length === lines.length ? rendered.value : plain());
  return isItsOwnFault(rendered.reason, share) ? kept(code, key, plain()) : plain();
}

/** What `lib/handin/rendering/notebook.thread.ts` makes of a notebook's text; null where that took too long. */
export async function notebookCells<Notebook>(
  text: string,
  { share }: RenderOptions = {},
): Promise<Notebook | null> {
  const read = await attempt<Notebook | null>(NOTEBOOK, text, share);
  return read.ok ? read.value : null;
}

type Attempt<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: ThreadFailureReason };

async function attempt<Value>(
  entry: string,
  task: unknown,
  share: Share | undefined,
): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await state().crew.run<Value>(entry, task, share) };
  } catch (error) {
    if (!(error instanceof ThreadFailure)) throw error;
    if (error.reason === 'crash') log.error({ err: error, entry }, 'a text could not be rendered');
    else log.debug({ reason: error.reason, entry }, 'a text is shown as it was written');
    return { ok: false, reason: error.reason };
  }
}

/** Whether the text itself would take too long again: that is remembered. A page's used up share says nothing about the text. */
function isItsOwnFault(reason: ThreadFailureReason, share: Share | undefined): boolean {
  return (reason === 'timeout' && (!share || share.msLeft > 0)) || reason === 'out_of_memory';
}

function kept<Value>(cache: TextCache<Value>, key: string, value: Value): Value {
  cache.set(key, value);
  return value;
}

function hashOf(kind: string, source: string): string {
  return createHash('sha256').update(kind).update('\0').update(source).digest('base64');
}

interface State {
  readonly crew: Crew;
  readonly pages: TextCache<Rendered>;
  readonly code: TextCache<readonly string[]>;
}

/** One crew a process, also where a bundler has made several copies of this module. */
const STATE = Symbol.for('saddlepoint.rendering');
const processWide = globalThis as { [STATE]?: State };

function state(): State {
  return (processWide[STATE] ??= {
    crew: createCrew([MARKDOWN, HIGHLIGHT, NOTEBOOK], LIMITS),
    pages: new TextCache(CACHE_CHARS_MAX, (rendered) => rendered.html.length),
    code: new TextCache(CACHE_CHARS_MAX, (lines) => lines.reduce((sum, line) => sum + line.length, 0)),
  });
}

/** Ends the threads, so that a process can end; they start again when needed. */
export async function closeRenderer(): Promise<void> {
  const had = processWide[STATE];
  delete processWide[STATE];
  await had?.crew.close();
}
