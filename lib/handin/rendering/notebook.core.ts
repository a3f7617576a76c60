import type { ShownBody, ShownCell, ShownOutput } from '@/lib/handin/rendering/shown.types';
import { parsePythonJson } from '@/lib/platform/text/python-json.core';
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
 * A notebook (nbformat 3 or 4) to be shown: its cells with their outputs, of which text is kept as text and images only as PNG or
 * JPEG that are what they say; HTML, SVG, JavaScript and widgets are never passed on as markup — their text form is taken
 * where there is one, else they are named. Sizes are bounded. null: not a notebook.
 */
export function readNotebook(text: string): Extract<ShownBody, { kind: 'notebook' }> | null {
  const notebook = objectOf(parsed(text));
  const cells = notebook && cellsOf(notebook);
  if (!notebook || !cells) return null;
  const budget: Budget = { text: TEXT_CHARS_ALL_MAX, image: IMAGE_CHARS_ALL_MAX };
  return {
    kind: 'notebook',
    language: languageOf(notebook),
    cells: cells.slice(0, CELLS_MAX).map((cell) => readCell(objectOf(cell) ?? {}, budget)),
    cutCells: Math.max(0, cells.length - CELLS_MAX),
  };
}

/** The cells; in nbformat 3 they are in worksheets. */
function cellsOf(notebook: Json): readonly unknown[] | null {
  if (Array.isArray(notebook.cells)) return notebook.cells;
  if (!Array.isArray(notebook.worksheets)) return null;
  return notebook.worksheets.flatMap((sheet) => {
    const cells = objectOf(sheet)?.cells;
    return Array.isArray(cells) ? (cells as unknown[]) : [];
  });
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return parsePythonJson(text);
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
  const isHeading = cell.cell_type === 'heading'; // nbformat 3
  const kind =
    isHeading || cell.cell_type === 'markdown' ? 'markdown' : cell.cell_type === 'raw' ? 'raw' : 'code';
  const count = cell.execution_count ?? cell.prompt_number;
  const written = kind === 'code' && Array.isArray(cell.outputs) ? (cell.outputs as unknown[]) : [];
  const outputs = joinedStreams(written.map((output) => objectOf(output) ?? {}));
  const level = Math.min(6, Math.max(1, Number(cell.level) || 1));
  const shown = outputs.slice(0, OUTPUTS_MAX).flatMap((output) => readOutput(output, budget));
  return {
    kind,
    source: withAttachments(
      (isHeading ? `${'#'.repeat(level)} ` : '') + multiline(cell.source ?? cell.input),
      cell,
      budget,
    ),
    executionCount: Number.isSafeInteger(count) ? (count as number) : null,
    outputs:
      outputs.length > OUTPUTS_MAX
        ? [...shown, { kind: 'hidden', reason: 'outputs_too_large', type: 'outputs' }]
        : shown,
  };
}

/** A Markdown cell with the pictures that were pasted into it in their places; one that can't be shown stays a name. */
function withAttachments(source: string, cell: Json, budget: Budget): string {
  const attachments = objectOf(cell.attachments);
  if (!attachments) return source;
  return source.replace(/\]\(attachment:([^)\s]+)\)/g, (found, encoded: string) => {
    const forms = objectOf(attachments[encoded]) ?? objectOf(attachments[decoded(encoded)]);
    const type = IMAGES.find((each) => forms?.[each] !== undefined);
    const image = type && imageOutput(type, forms?.[type], budget);
    return image?.kind === 'image' ? `](data:${image.mime};base64,${image.base64})` : found;
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a per cent sign that is meant
  }
}

/** What a program printed line by line comes as many outputs; those of one stream after each other are one. */
function joinedStreams(outputs: readonly Json[]): readonly Json[] {
  const joined: Json[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    const isSame =
      output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name;
    if (isSame) joined[joined.length - 1] = { ...last, text: multiline(last.text) + multiline(output.text) };
    else joined.push(output);
  }
  return joined;
}

/** nbformat 3 has the forms of an output beside each other, under short names. */
const OLD_FORMS = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  text: 'text/plain',
  html: 'text/html',
  latex: 'text/latex',
} as const;

function formsOf(output: Json): Json | null {
  const data = objectOf(output.data);
  if (data) return data;
  const forms = Object.entries(OLD_FORMS).flatMap(([old, type]) =>
    output[old] === undefined ? [] : [[type, output[old]] as const],
  );
  return forms.length > 0 ? Object.fromEntries(forms) : null;
}

function readOutput(output: Json, budget: Budget): readonly ShownOutput[] {
  if (output.output_type === 'stream')
    return [textOutput(multiline(output.text), (output.name ?? output.stream) === 'stderr', budget)];
  if (output.output_type === 'error') {
    const traceback = Array.isArray(output.traceback)
      ? output.traceback.filter((line) => typeof line === 'string').join('\n')
      : '';
    const text = traceback || `${multiline(output.ename)}: ${multiline(output.evalue)}`;
    return [textOutput(text, true, budget)];
  }
  const data = formsOf(output);
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
  const room = Math.min(TEXT_CHARS_MAX, budget.text, text.length);
  budget.text -= room;
  if (room === text.length) return { kind: 'text', spans: terminalSpans(text), isError, cutChars: 0 };
  // Of a long log the beginning says what ran, and the end how it came out.
  const head = Math.ceil(room / 2);
  const gap = { text: '\n⋯\n', color: null, bold: true };
  const spans = [
    ...terminalSpans(text.slice(0, head)),
    gap,
    ...terminalSpans(text.slice(text.length - (room - head))),
  ];
  return { kind: 'text', spans, isError, cutChars: text.length - room };
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
