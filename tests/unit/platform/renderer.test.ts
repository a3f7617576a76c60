import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closeRenderer,
  codeLines,
  markdownHtml,
  notebookCells,
  pageShare,
} from '@/lib/platform/rendering/renderer';

const SLOW_START_MS = 60_000;
/** What the event loop may be busy with itself while a thread works for a second: passing texts on. */
const OWN_MS_MAX = 400;
/** 50,000 characters that kept the renderer busy for 53 seconds. */
const BOMB = '*a_'.repeat(16_667).slice(0, 50_000);

beforeAll(async () => {
  await markdownHtml('warm');
}, SLOW_START_MS);
afterAll(closeRenderer);

describe('A104: what takes long to render', { timeout: SLOW_START_MS }, () => {
  test('is shown as it was written, the event loop stays free, and others are rendered meanwhile', async () => {
    const before = performance.eventLoopUtilization();
    const order: string[] = [];
    const [bomb, other] = await Promise.all([
      markdownHtml(BOMB).finally(() => order.push('bomb')),
      markdownHtml('**other**').finally(() => order.push('other')),
    ]);
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(OWN_MS_MAX);
    expect(bomb).toEqual({ html: `<pre class="plain-text">${BOMB}</pre>`, isPlain: true });
    expect(other).toEqual({ html: '<p><strong>other</strong></p>', isPlain: false });
    expect(order).toEqual(['other', 'bomb']);
  });

  test('is known the next time', async () => {
    const startedAt = performance.now();
    expect((await markdownHtml(BOMB)).isPlain).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test.each([
    ['a formula', `$${'{'.repeat(2)}${'\\frac{a}{b}^{x_{y}}'.repeat(3_000)}${'}'.repeat(2)}$`],
    ['nested quotes', `${'>'.repeat(30_000)} a`],
    ['a table', `|${'a|'.repeat(20_000)}\n|${'-|'.repeat(20_000)}\n`],
  ])('%s: an answer, and the event loop stays free', async (_, source) => {
    const before = performance.eventLoopUtilization();
    const { html } = await markdownHtml(source);
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(OWN_MS_MAX * 2);
    expect(html.length).toBeGreaterThan(0);
  });

  test('longer than a page may be, it is not looked at, and cut', async () => {
    const { html, isPlain } = await markdownHtml('<b>*a_'.repeat(2_000_000));
    expect(isPlain).toBe(true);
    expect(html).toMatch(/^<pre class="plain-text">&lt;b&gt;\*a_/);
    expect(html.length).toBeLessThan(500_000);
  });

  test('a page of many slow texts has one allowance', async () => {
    const share = { msLeft: 1_500 };
    const startedAt = performance.now();
    const texts = Array.from({ length: 12 }, (_, n) => `${n} ${BOMB}`);
    const all = await Promise.all(texts.map((source) => markdownHtml(source, { share })));
    expect(all.every(({ isPlain }) => isPlain)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect((await markdownHtml('after', { share: pageShare() })).isPlain).toBe(false);
  });

  test('a notebook is read outside too', async () => {
    const source = ['x\n'.repeat(1_000)];
    const cells = Array.from({ length: 400 }, () => ({ cell_type: 'code', source }));
    const read = await notebookCells<{ cells: unknown[] }>(JSON.stringify({ cells }));
    expect(read?.cells).toHaveLength(400);
    expect(await notebookCells('{')).toBeNull();
  });
});

describe('source code', { timeout: SLOW_START_MS }, () => {
  test('is coloured line by line, in threads', async () => {
    const lines = await codeLines(['def f(x):', '', '    return x < 1'], 'python');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('--shiki-light:#');
    expect(lines.join('').replace(/<[^>]*>/g, '')).toBe('def f(x):    return x &lt; 1');
  });

  test('comes plain and at once where it is huge', async () => {
    const lines = Array.from({ length: 20_000 }, () => 'a < b  # compare');
    const html = await codeLines(lines, 'python');
    expect(html[0]).toBe('a &lt; b  # compare');
    expect(html).toHaveLength(20_000);
  });
});
