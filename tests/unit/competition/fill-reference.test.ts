import { describe, expect, it } from 'vitest';
import { fillReference, hasDataPlaceholder } from '@/lib/competition/fill-reference.core';
import { referenceMarkdown } from '@/lib/competition/reference-preview.core';

const place = {
  site: 'https://course.example.edu',
  assignmentId: '7b0c2f4e-0000-4000-8000-000000000000',
  paths: ['data/train_11.npy', 'data/a b\'"(1).npy', 'x/twice.npy', 'y/twice.npy'],
};
const files = `${place.site}/api/assignments/${place.assignmentId}/files`;

describe('filling the addresses of the data into reference code', () => {
  it('puts the address of a data file where its name or its path stands', () => {
    expect(fillReference('url = "{{DATA_URL:train_11.npy}}"', place)).toBe(
      `url = "${files}/data/train_11.npy"`,
    );
    expect(fillReference('{{DATA_URL:x/twice.npy}}', place)).toBe(`${files}/x/twice.npy`);
  });

  it('leaves what it has no file for, or more than one, and everything else', () => {
    for (const text of ['{{DATA_URL:other.npy}}', '{{DATA_URL:twice.npy}}', '{{NAME}}', 'f"{{x}}"']) {
      expect(fillReference(text, place)).toBe(text);
    }
  });

  it('writes nothing that could end a string, whatever a file is called', () => {
    const odd = { ...place, paths: ["data/it's(1)*`\\.npy"] };
    const filled = fillReference("'{{DATA_URL:data/none}}' '{{DATA_URL:train_11.npy}}'", {
      ...odd,
      paths: [`it's "so"\\\`/train_11.npy`],
    });
    expect(filled).toBe(`'{{DATA_URL:data/none}}' '${files}/it%27s%20%22so%22%5C%60/train_11.npy'`);
  });

  it('knows whether there is something to fill, as often as it is asked', () => {
    for (let time = 0; time < 3; time += 1) expect(hasDataPlaceholder('x {{DATA_URL:a.npy}}')).toBe(true);
    expect(hasDataPlaceholder('x')).toBe(false);
  });
});

describe('reference code as Markdown', () => {
  it('shows a script as one block in its language, with a fence that nothing inside can end', () => {
    expect(referenceMarkdown('reference/a.py', 'print(1)\n')).toBe('```python\nprint(1)\n```');
    expect(referenceMarkdown('a.ts', '"````"')).toBe('`````typescript\n"````"\n`````');
    expect(referenceMarkdown('Makefile', 'all:')).toBe('```text\nall:\n```');
  });

  it('shows a notebook cell by cell, and what is not a notebook as it is', () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Title\n', 'text'] },
      { cell_type: 'code', source: 'x = 1', outputs: [{ text: 'never shown' }] },
    ];
    expect(referenceMarkdown('n.ipynb', JSON.stringify({ cells }))).toBe(
      '# Title\ntext\n\n```python\nx = 1\n```',
    );
    expect(referenceMarkdown('n.ipynb', '{"cells": 3}')).toBe('```json\n{"cells": 3}\n```');
    expect(referenceMarkdown('n.ipynb', 'no JSON')).toBe('```json\nno JSON\n```');
  });
});
