import { describe, expect, it } from 'vitest';
import { readNotebook } from '@/lib/handin/rendering/notebook.core';
import { linesOf, shownBody } from '@/lib/handin/rendering/shown-body.core';
import { terminalSpans } from '@/lib/handin/rendering/terminal.core';
import { highlightSource } from '@/lib/platform/markdown/highlight';
import { renderMarkdown } from '@/lib/platform/markdown/render';
import { imageSize } from '@/lib/platform/rendering/image.core';

// One pixel, made by Pillow.
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const notebookOf = (cells: unknown): string => JSON.stringify({ nbformat: 4, cells });
const codeCell = (outputs: unknown[]): unknown => ({ cell_type: 'code', source: ['x'], outputs });
const outputsOf = (outputs: unknown[]) => readNotebook(notebookOf([codeCell(outputs)]))!.cells[0]!.outputs;
const display = (data: Record<string, unknown>): unknown => ({ output_type: 'display_data', data });
const plain = (text: string) => ({
  kind: 'text',
  spans: text === '' ? [] : [{ text, color: null, bold: false }],
  isError: false,
  cutChars: 0,
});

describe('a notebook', () => {
  it('is read cell by cell with what its code wrote', () => {
    const notebook = readNotebook(
      JSON.stringify({
        metadata: { language_info: { name: 'python' } },
        cells: [
          { cell_type: 'markdown', source: ['# Title\n', 'text'] },
          {
            cell_type: 'code',
            execution_count: 3,
            source: 'print(1)',
            outputs: [
              { output_type: 'stream', name: 'stdout', text: ['1\n', '2\n'] },
              { output_type: 'execute_result', data: { 'text/plain': ['Out'] }, execution_count: 3 },
            ],
          },
        ],
      }),
    );
    expect(notebook).toMatchObject({ language: 'python', cutCells: 0 });
    expect(notebook?.cells[0]).toMatchObject({ kind: 'markdown', source: '# Title\ntext' });
    expect(notebook?.cells[1]).toEqual({
      kind: 'code',
      source: 'print(1)',
      executionCount: 3,
      outputs: [plain('1\n2\n'), plain('Out')],
    });
  });

  it('keeps a traceback with its colours and no other sequence of a terminal', () => {
    const [shown] = outputsOf([
      {
        output_type: 'error',
        ename: 'E',
        evalue: 'v',
        traceback: [
          '\u001b[0;31mValueError\u001b[0m: \u001b]8;;https://evil.example\u0007no\u001b]8;;\u0007 \u001b[2J',
        ],
      },
    ]);
    expect(shown).toEqual({
      kind: 'text',
      isError: true,
      cutChars: 0,
      spans: [
        { text: 'ValueError', color: 'red', bold: false },
        { text: ': no ', color: null, bold: false },
      ],
    });
  });

  it('A64 passes no HTML, SVG, script or widget on: its text form, its source as text, or its name', () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    expect(outputsOf([display({ 'text/html': hostile, 'text/plain': 'a table' })])).toEqual([
      plain('a table'),
    ]);
    expect(outputsOf([display({ 'text/html': [hostile] })])).toEqual([plain(hostile)]);
    expect(outputsOf([display({ 'image/svg+xml': '<svg onload=alert(1)>' })])).toEqual([
      { kind: 'hidden', reason: 'image_type', type: 'image/svg+xml' },
    ]);
    expect(outputsOf([display({ 'application/javascript': 'alert(1)' })])).toEqual([
      { kind: 'hidden', reason: 'unknown_type', type: 'application/javascript' },
    ]);
  });

  it('shows PNG and JPEG that are what they say, by their bytes', () => {
    expect(outputsOf([display({ 'image/png': `${PNG}\n` })])).toEqual([
      { kind: 'image', mime: 'image/png', base64: PNG, width: 1, height: 1 },
    ]);
    const reasons = (data: Record<string, unknown>): unknown[] =>
      outputsOf([display(data)]).map((each) => (each.kind === 'hidden' ? each.reason : each.kind));
    expect(reasons({ 'image/jpeg': PNG })).toEqual(['image_broken']);
    expect(reasons({ 'image/png': '"><script>alert(1)</script>' })).toEqual(['image_broken']);
    expect(reasons({ 'image/png': 'javascript:alert(1)' })).toEqual(['image_broken']);
    expect(reasons({ 'image/png': 'A'.repeat(2_400_000) })).toEqual(['image_too_large']);
    // 60,000 × 60,000 pixels in a handful of bytes.
    const bomb = Buffer.from(PNG, 'base64');
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(reasons({ 'image/png': bomb.toString('base64') })).toEqual(['image_too_large']);
  });

  it('A62 is bounded however much it holds', () => {
    const many = readNotebook(
      notebookOf(
        Array.from({ length: 700 }, (_, at) =>
          codeCell(
            Array.from({ length: at === 0 ? 60 : 1 }, (_output, place) => ({
              output_type: 'stream',
              name: place % 2 === 0 ? 'stdout' : 'stderr',
              text: 'y'.repeat(30_000),
            })),
          ),
        ),
      ),
    )!;
    expect(many.cells).toHaveLength(500);
    expect(many.cutCells).toBe(200);
    const shown = many.cells.flatMap((cell) => cell.outputs);
    const chars = shown
      .flatMap((each) => (each.kind === 'text' ? each.spans : []))
      .filter((span) => span.text !== '\n⋯\n');
    expect(chars.reduce((sum, span) => sum + span.text.length, 0)).toBe(200_000);
    expect(shown[0]).toMatchObject({ cutChars: 10_000 });
    expect(many.cells[0]?.outputs).toHaveLength(51);
  });

  it('that is broken in any way is shown as the text it is, or cell by cell as far as it goes', () => {
    for (const text of ['{"cells": [', '[]', 'null', '{"cells": {}}', '7'])
      expect(shownBody('a.ipynb', text)).toEqual({ kind: 'code', language: 'json', source: text });
    const odd = readNotebook(
      notebookOf([null, 7, { source: { a: 1 } }, { cell_type: 'code', outputs: 'x' }, codeCell([null, {}])]),
    );
    expect(odd?.cells.map((cell) => [cell.source, cell.outputs])).toEqual([
      ['', []],
      ['', []],
      ['', []],
      ['', []],
      ['x', []],
    ]);
    const deep = `{"cells": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    expect(readNotebook(deep)?.cells).toHaveLength(1);
  });
});

describe('text of a terminal', () => {
  it('shows of an overwritten line what stood there last', () => {
    expect(terminalSpans(' 10%\r 50%\r100%\r\ndone\n')).toEqual([
      { text: '100%\ndone\n', color: null, bold: false },
    ]);
  });

  it('reads bold, bright and reset, and passes over palettes', () => {
    expect(terminalSpans('\u001b[1;92mok\u001b[22;39m \u001b[38;5;31mx\u001b[48;2;1;2;31my')).toEqual([
      { text: 'ok', color: 'green', bold: true },
      { text: ' xy', color: null, bold: false },
    ]);
  });

  it('stays small and quick with a change of colour at every character', () => {
    const spans = terminalSpans('\u001b[31ma\u001b[32mb'.repeat(20_000));
    expect(spans.length).toBeLessThanOrEqual(2_001);
    expect(spans.map((span) => span.text).join('')).toHaveLength(40_000);
  });
});

describe('the size of an image', () => {
  it('is read from the first frame of a JPEG, after other segments', () => {
    const jpeg = Uint8Array.from([
      0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 100, 1, 0, 3, 1, 1, 1,
    ]);
    expect(imageSize('image/jpeg', jpeg)).toEqual({ width: 256, height: 100 });
    expect(imageSize('image/jpeg', jpeg.subarray(0, 12))).toBeNull();
    expect(imageSize('image/jpeg', new Uint8Array([0xff, 0xd8, 0xff, 0xc4, 0, 0, 0, 0, 0, 0, 0]))).toBeNull();
  });
});

describe('highlighted code', () => {
  it('has as many lines as the source and nothing of it as markup', async () => {
    const source = 'x = "<script>alert(1)</script>"\n\nprint(x)  # & "quoted"\n';
    const lines = linesOf(source);
    const html = await highlightSource(lines.join('\n'), 'python');
    expect(html).toHaveLength(3);
    expect(html.join('\n').replace(/<span style="[-#;:\w]*">|<\/span>/g, '')).toBe(
      'x = &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;\n\nprint(x)  # &amp; &quot;quoted&quot;',
    );
    expect(html[0]).toMatch(/--shiki-light:#/);
  });

  it('spells out characters that turn the reading order round', async () => {
    const [line] = await highlightSource('ok = 1 \u202e# not a comment', 'text');
    expect(line).toBe('ok = 1 <mark class="unseen">U+202E</mark># not a comment');
  });
});

describe("Markdown of a student's notebook", () => {
  it('drops scripts, handlers, foreign schemes, and images that would tell when it is read', async () => {
    const html = await renderMarkdown(
      '<script>alert(1)</script><b onclick=alert(1)>b</b> [a](javascript:alert(1)) [d](data:text/html,x) ![p](https://evil.example/p.png)\n\n<svg onload=alert(1)></svg> **kept**',
    );
    expect(html).not.toMatch(/<script|onclick|javascript:|data:|<img|<svg/i);
    expect(html).toContain('<strong>kept</strong>');
  });
});
