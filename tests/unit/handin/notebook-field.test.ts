import { expect, it } from 'vitest';
import { contentProblem } from '@/lib/handin/entry-rules.core';
import { renderMarkdown } from '@/lib/platform/markdown/render';
import { readNotebook } from '@/lib/handin/rendering/notebook.core';

const cellsOf = (text: string) => {
  expect(contentProblem('nb.ipynb', Buffer.from(text))).toBeNull();
  return readNotebook(text)?.cells ?? [];
};

it('a notebook with NaN and Infinity, as papermill and plotly write them, is a notebook; in texts the words stay', () => {
  const text =
    '{"cells":[{"cell_type":"code","source":["x = \\"NaN, -Infinity\\""],"outputs":[{"output_type":"display_data","data":{"application/vnd.plotly.v1+json":{"y":[NaN,-Infinity]},"text/plain":["Figure"]}}]}],"metadata":{"papermill":{"parameters":{"lr":NaN,"max":Infinity}}},"nbformat":4}';
  expect(cellsOf(text)).toMatchObject([
    { source: 'x = "NaN, -Infinity"', outputs: [{ kind: 'text', spans: [{ text: 'Figure' }] }] },
  ]);
});

it('a notebook of nbformat 3 has its cells in worksheets, inputs, headings and outputs under old names', () => {
  const cells = [
    { cell_type: 'heading', level: 2, source: ['Training'] },
    {
      cell_type: 'code',
      input: ['1+1'],
      prompt_number: 3,
      outputs: [
        { output_type: 'stream', stream: 'stderr', text: ['careful\n'] },
        { output_type: 'pyout', text: ['2'] },
      ],
    },
  ];
  expect(cellsOf(JSON.stringify({ worksheets: [{ cells }], nbformat: 3 }))).toMatchObject([
    { kind: 'markdown', source: '## Training' },
    {
      source: '1+1',
      executionCount: 3,
      outputs: [
        { isError: true, spans: [{ text: 'careful\n' }] },
        { isError: false, spans: [{ text: '2' }] },
      ],
    },
  ]);
});

it('of a log that is too long its beginning and its end are shown', () => {
  const log = `begin\n${'step\n'.repeat(20_000)}accuracy 0.93\n`;
  const cell = {
    cell_type: 'code',
    source: '',
    outputs: [{ output_type: 'stream', name: 'stdout', text: log }],
  };
  const [shown] = cellsOf(JSON.stringify({ cells: [cell], nbformat: 4 }));
  const [output] = shown?.outputs ?? [];
  const text = output?.kind === 'text' ? output.spans.map((span) => span.text).join('') : '';
  expect([text.startsWith('begin\n'), text.endsWith('accuracy 0.93\n')]).toEqual([true, true]);
  expect(output).toMatchObject({ cutChars: log.length - 20_000 });
});

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

it('a picture pasted into a Markdown cell is drawn; what is no picture stays a name', async () => {
  const cell = {
    cell_type: 'markdown',
    source: ['![one](attachment:a%20b.png)\n', '![two](attachment:x.svg)\n', '![three](attachment:none.png)'],
    attachments: { 'a b.png': { 'image/png': PIXEL }, 'x.svg': { 'image/svg+xml': '<svg/>' } },
  };
  const [shown] = cellsOf(JSON.stringify({ cells: [cell], nbformat: 4 }));
  expect(shown?.source).toBe(
    `![one](data:image/png;base64,${PIXEL})\n![two](attachment:x.svg)\n![three](attachment:none.png)`,
  );
  const html = await renderMarkdown(shown?.source ?? '');
  expect(html.match(/<img [^>]*src="data:image\/png/g)).toHaveLength(1);
  expect(html).not.toContain('attachment:');
});

it('what one stream printed line by line is one output, and the metric after a hundred lines is shown', () => {
  const lines = Array.from({ length: 120 }, (_, epoch) => ({
    output_type: 'stream',
    name: 'stdout',
    text: `epoch ${epoch}\n`,
  }));
  const outputs = [
    ...lines,
    { output_type: 'stream', name: 'stderr', text: 'warning\n' },
    { output_type: 'execute_result', data: { 'text/plain': '0.91' } },
  ];
  const [cell] = cellsOf(
    JSON.stringify({ cells: [{ cell_type: 'code', source: '', outputs }], nbformat: 4 }),
  );
  expect(cell?.outputs).toHaveLength(3);
  expect(JSON.stringify(cell?.outputs[0])).toContain('epoch 119');
  expect(JSON.stringify(cell?.outputs[2])).toContain('0.91');
});
