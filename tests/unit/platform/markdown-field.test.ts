import { describe, expect, it } from 'vitest';
import { withPlainDollars } from '@/lib/platform/markdown/dollars';
import { renderMarkdown } from '@/lib/platform/markdown/render';

describe('a dollar sign', () => {
  it.each([
    'The first gets $100, the second $50.',
    '$5-$10 a month',
    'US$0.35–US$2.10 an hour',
    'Run $PATH or $HOME/bin, or $HOME:$PATH',
    'It costs $5. Then $20,000 and $30,000.',
    'a \\$1 and \\$2 note',
    '**$5** and *$6*',
    '| a | b |\n| - | - |\n| $5 | $6 |',
  ])('is text in: %s', async (source) => {
    const html = await renderMarkdown(source);
    expect(html).not.toContain('katex');
    expect((html.match(/\$/g) ?? []).length).toBe((source.match(/\$/g) ?? []).length);
  });

  it.each([
    ['$x$', 1],
    ['the $n$th of $x_1, \\dots, x_n$', 2],
    ['It costs $5. Then $L = \\frac{1}{n}\\sum_i (y_i - \\hat y_i)^2$.', 1],
    ['$$\nx^2\n$$', 1],
    ['| a |\n| - |\n| $x$ and $5 |', 1],
    ['$a_i b_i$ of $c_i*d_i*e$', 2],
  ])('is mathematics in: %s', async (source, formulas) => {
    expect((await renderMarkdown(source)).match(/class="katex"/g)).toHaveLength(formulas);
  });

  it('stays as it is in code', () => {
    for (const source of ['`$HOME` is $5', '```\n$ ls $HOME\n```', '    $ indented $5']) {
      const changed = withPlainDollars(source);
      expect(changed.replace('\\$5', '$5')).toBe(source);
    }
  });
});

it('<br> in a cell of a table is a line break, and stays nothing else', async () => {
  const html = await renderMarkdown('| a |\n| - |\n| one<br>two<br/>three |');
  expect(html.match(/<br>/g)).toHaveLength(2);
  expect(await renderMarkdown('a<br onclick="x">b')).not.toContain('onclick');
});
