import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '@/lib/platform/markdown/render';

/** What a browser could run or load from elsewhere, whichever way it was written. */
const DANGEROUS =
  /<(script|iframe|object|embed|form|style|link|meta|base|svg|video|audio)\b|<[^>]*\son\w+\s*=|(href|src|action|xlink:href)\s*=\s*["']?\s*(javascript|vbscript|data|file):/i;

describe('A15: HTML and Markdown that try to run something are inert', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)></svg>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<form action="https://evil.example"><input name=password></form>',
    '<style>body{display:none}</style>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<details open ontoggle=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](  javascript:alert(1))',
    '[x](java&#x73;cript:alert(1))',
    '[x](&#106;avascript&colon;alert(1))',
    '[x](vbscript:msgbox(1))',
    '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,<svg onload=alert(1)>)',
    '![x"onerror="alert(1)](https://example.org/x.png)',
    '[x](https://example.org "title\\" onmouseover=\\"alert(1)")',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\htmlStyle{position:fixed}{x}$',
    '$\\includegraphics{https://evil.example/x.png}$',
    '$$\\url{javascript:alert(1)}$$',
    '$<img src=x onerror=alert(1)>$',
    '`<img src=x onerror=alert(1)>`',
    '```html\n<script>alert(1)</script>\n```',
    '```"><script>alert(1)</script>\nx\n```',
    '| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |',
    'x[^1]\n\n[^1]: <script>alert(1)</script>',
    '# <img src=x onerror=alert(1)>',
  ])('%s', async (source) => {
    const html = await renderMarkdown(source);
    expect(tagsOf(html)).not.toMatch(DANGEROUS);
  });

  it('the check itself sees what must not be there', () => {
    expect(tagsOf('<p onclick="x">')).toMatch(DANGEROUS);
    expect(tagsOf('<a href="javascript:x">')).toMatch(DANGEROUS);
  });

  it('the text inside of dropped tags stays readable', async () => {
    expect(await renderMarkdown('a <b onclick="x">bold</b> word')).toBe('<p>a bold word</p>');
  });

  it('a heading cannot take the id of a part of the page', async () => {
    const html = await renderMarkdown('# Content\n\n[back](#content)');
    expect(html).toContain('id="section-content"');
    expect(html).toContain('href="#section-content"');
  });

  it('a formula cannot cover the page', async () => {
    const html = await renderMarkdown('$\\rule{9999em}{9999em}$');
    expect(html).toContain('width:20em');
    expect(html).not.toMatch(/width:\d{3,}/);
  });
});

describe('links and images', () => {
  it('a link to another site tells it nothing; one inside the site stays plain', async () => {
    const html = await renderMarkdown(
      '[out](https://example.org) [in](data.md) [mail](mailto:ta@example.org)',
    );
    expect(html).toContain('<a href="https://example.org" rel="nofollow noopener noreferrer">out</a>');
    expect(html).toContain('<a href="data.md">in</a>');
    expect(html).toContain('<a href="mailto:ta@example.org">mail</a>');
  });

  it('images are relative or https', async () => {
    const html = await renderMarkdown(
      '![a](pics/a.png) ![b](https://example.org/b.png) ![c](http://example.org/c.png)',
    );
    expect([...html.matchAll(/src="([^"]*)"/g)].map((match) => match[1])).toEqual([
      'pics/a.png',
      'https://example.org/b.png',
    ]);
  });

  it('footnotes and the links back find each other', async () => {
    const html = await renderMarkdown('A claim.[^why]\n\n[^why]: Its reason.');
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]));
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(targets).toHaveLength(2);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });
});

describe('what courses write', () => {
  it('formulas become KaTeX with MathML for screen readers', async () => {
    const html = await renderMarkdown('The loss $\\frac{1}{n}\\sum_i \\ell_i$ and\n\n$$\nx^2\n$$');
    expect(html).toContain('<math');
    expect(html).toContain('katex-display');
  });

  it('a formula with a mistake is shown, and the rest of the page too', async () => {
    const html = await renderMarkdown('$\\frac{1$ and more');
    expect(html).toContain('and more');
  });

  it('code is highlighted for both themes, without a colour of its own', async () => {
    const html = await renderMarkdown('```python\ndef f(x):\n    return x\n```');
    expect(html).toContain('--shiki-light:');
    expect(html).toContain('--shiki-dark:');
    expect(html).not.toMatch(/style="[^"]*(^|;)color:/);
  });

  it('code in a language nobody knows is shown as text', async () => {
    expect(await renderMarkdown('```klingon\nqapla\n```')).toContain('qapla');
  });

  it('a table scrolls in a box that the keyboard reaches', async () => {
    const html = await renderMarkdown('| model | score |\n|---|--:|\n| 神經網路 | 0.99 |');
    expect(html).toMatch(/^<div class="table-scroll" tabindex="0"><table>/);
    expect(html).toContain('<td align="right">0.99</td>');
  });

  it('the boxes of a task list are named by their texts', async () => {
    const html = await renderMarkdown('- [x] read the **rules**');
    expect(html).toMatch(/<input type="checkbox" checked disabled aria-label="read the rules">/);
  });

  it('the same source gives the same HTML, from the cache or not', async () => {
    const first = await renderMarkdown('# 標題\n\ntext');
    for (let n = 0; n < 250; n++) await renderMarkdown(`filler ${n}`);
    expect(await renderMarkdown('# 標題\n\ntext')).toBe(first);
  });
});

/** The tags alone, without texts between them and without quoted values except addresses: neither can do anything. */
function tagsOf(html: string): string {
  return [...html.matchAll(/<(?:"[^"]*"|[^>"])*>/g)]
    .map((match) =>
      match[0].replace(/(\s[\w:-]+)="[^"]*"/g, (whole, name: string) =>
        /href|src|action/.test(name) ? whole : `${name}=""`,
      ),
    )
    .join('\n');
}
