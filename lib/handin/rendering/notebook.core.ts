import type { ShownBody, ShownCell, ShownOutput } from '@/lib/handin/rendering/shown.types';
import { terminalSpans } from '@/lib/handin/rendering/terminal.core';
import { IMAGE_PIXELS_MAX, imageSize, type ImageType } from '@/lib/platform/rendering/image.core';

const CELLS_MAX = 500;
/** Of one output, and of all outputs of a notebook. */
const TEXT_CHARS_MAX = 20_000;
const TEXT_CHARS_ALL_MAX = 200_000;
const IMAGE_CHARS_MAX = 2_000_000;
const IMAGE_CHARS_ALL_MAX = 6_000_000;
const OUTPUTS_MAX = 50;
const IMAGES: readonly ImageType[] = ['image/png', 'image/jpeg'];
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What is left of a notebook's allowance for outputs. */
interface Budget {
  text: number;
  image: number;
}

/**
 * A notebook (nbformat 4) to be shown: its cells with their outputs, of which text is kept as text and images only as PNG or
 * JPEG that are what they say; HTML, SVG, JavaScript and widgets are never passed on as markup — their text form is taken
 * where there is one, else they are named. Sizes are bounded. null: not a notebook.
 */
export function readNotebook(text: string): Extract<ShownBody, { kind: 'notebook' }> | null {
  const notebook = objectOf(parsed(text));
  const cells = notebook && Array.isArray(notebook.cells) ? notebook.cells : null;
  if (!notebook || !cells) return null;
  const budget: Budget = { text: TEXT_CHARS_ALL_MAX, image: IMAGE_CHARS_ALL_MAX };
  return {
    kind: 'notebook',
    language: languageOf(notebook),
    cells: cells.slice(0, CELLS_MAX).map((cell) => readCell(objectOf(cell) ?? {}, budget)),
    cutCells: Math.max(0, cells.length - CELLS_MAX),
  };
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // not JSON: it is shown as the text it is
  }
}

function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** nbformat's "multiline string": a text, or its lines. */
function multiline(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string').join('') : '';
}

function languageOf(notebook: Json): string {
  const metadata = objectOf(notebook.metadata);
  const name = objectOf(metadata?.language_info)?.name ?? objectOf(metadata?.kernelspec)?.language;
  return name === 'R' || name === 'r' ? 'r' : 'python';
}

function readCell(cell: Json, budget: Budget): ShownCell {
  const kind = cell.cell_type === 'markdown' || cell.cell_type === 'raw' ? cell.cell_type : 'code';
  const count = cell.execution_count;
  const outputs = kind === 'code' && Array.isArray(cell.outputs) ? cell.outputs : [];
  const shown = outputs.slice(0, OUTPUTS_MAX).flatMap((output) => readOutput(objectOf(output) ?? {}, budget));
  return {
    kind,
    source: multiline(cell.source),
    executionCount: Number.isSafeInteger(count) ? (count as number) : null,
    outputs:
      outputs.length > OUTPUTS_MAX
        ? [...shown, { kind: 'hidden', reason: 'outputs_too_large', type: 'outputs' }]
        : shown,
  };
}

function readOutput(output: Json, budget: Budget): readonly ShownOutput[] {
  if (output.output_type === 'stream')
    return [textOutput(multiline(output.text), output.name === 'stderr', budget)];
  if (output.output_type === 'error') {
    const traceback = Array.isArray(output.traceback)
      ? output.traceback.filter((line) => typeof line === 'string').join('\n')
      : '';
    const text = traceback || `${multiline(output.ename)}: ${multiline(output.evalue)}`;
    return [textOutput(text, true, budget)];
  }
  const data = objectOf(output.data);
  return data ? [dataOutput(data, budget)] : [];
}

function dataOutput(data: Json, budget: Budget): ShownOutput {
  for (const type of IMAGES) if (data[type] !== undefined) return imageOutput(type, data[type], budget);
  if (data['text/plain'] !== undefined) return textOutput(multiline(data['text/plain']), false, budget);
  const type = Object.keys(data)[0]?.slice(0, 60) ?? '';
  // Without a text form the source itself is what can be shown, as text.
  if (/^text\//.test(type)) return textOutput(multiline(data[type]), false, budget);
  return { kind: 'hidden', reason: type.startsWith('image/') ? 'image_type' : 'unknown_type', type };
}

function textOutput(text: string, isError: boolean, budget: Budget): ShownOutput {
  const kept = text.slice(0, Math.min(TEXT_CHARS_MAX, budget.text));
  budget.text -= kept.length;
  return { kind: 'text', spans: terminalSpans(kept), isError, cutChars: text.length - kept.length };
}

function imageOutput(type: ImageType, data: unknown, budget: Budget): ShownOutput {
  const raw = multiline(data);
  const hidden = (reason: 'image_broken' | 'image_too_large'): ShownOutput => ({
    kind: 'hidden',
    reason,
    type,
  });
  if (raw.length > IMAGE_CHARS_MAX * 1.1) return hidden('image_too_large');
  const base64 = raw.replace(/\s+/g, '');
  if (base64.length > Math.min(IMAGE_CHARS_MAX, budget.image)) return hidden('image_too_large');
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return hidden('image_broken');
  const size = imageSize(
    type,
    Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
  );
  if (!size || size.width < 1 || size.height < 1) return hidden('image_broken');
  if (size.width * size.height > IMAGE_PIXELS_MAX) return hidden('image_too_large');
  budget.image -= base64.length;
  return { kind: 'image', mime: type, base64, ...size };
}
