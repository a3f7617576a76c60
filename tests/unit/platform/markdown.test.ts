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

  it.each([
    ['![a curve](https://example.org/b.png)', 'https://example.org/b.png', 'a curve (example.org)'],
    ['![](http://example.org:81/c.png)', 'http://example.org:81/c.png', 'example.org:81'],
    ['![x][1]\n\n[1]: https://example.org/b.png "t"', 'https://example.org/b.png', 'x (example.org)'],
  ])(
    'A106: an image from elsewhere is its description and a link that the reader may press: %s',
    async (source, href, text) => {
      const html = await renderMarkdown(source);
      expect(html).not.toContain('<img');
      expect(html).toContain(
        `<a href="${href}" class="outside-image" rel="nofollow noopener noreferrer">${text}</a>`,
      );
    },
  );

  it.each([
    '![x](//evil.example/x.png)',
    '![x](/\\evil.example/x.png)',
    '![x](\\\\evil.example/x.png)',
    '![x](&#47;&#47;evil.example/x.png)',
    '![x](/%09/evil.example/x.png "t")',
    '![x](/&Tab;/evil.example/x.png)',
    '![x](https:evil.example/x.png)',
    '![x](ftp://evil.example/x.png)',
    '![x](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=)',
    '![x](data:image/png;base64,AAAA)',
    '![x](data:text/html;base64,AAAA)',
    '![x](blob:https://evil.example/x)',
    '[![x](https://evil.example/x.png)](https://evil.example/y)',
    '<img srcset="https://evil.example/x.png 2x" src="a.png">',
    '<picture><source srcset="https://evil.example/x.png"></picture>',
    '<p style="background:url(https://evil.example/x.png)">x</p>',
    '<svg><image href="https://evil.example/x.png"/></svg>',
    '<video poster="https://evil.example/x.png"></video>',
    '$\\includegraphics{https://evil.example/x.png}$',
    '$\\htmlStyle{background:url(https://evil.example/x.png)}{x}$',
    '`x`{style="background:url(https://evil.example/x.png)"}',
  ])('A106: nothing is loaded from elsewhere by %s', async (source) => {
    const html = await renderMarkdown(source);
    const loaded = [...html.matchAll(/<(?:img|source|image|video|link|use)\b[^>]*>/g)].map(([tag]) => tag);
    const addresses = loaded.flatMap((tag) => [...tag.matchAll(/(?:src|href|poster)="([^"]*)"/g)]);
    const page = 'https://site.example/courses/a/b';
    expect(addresses.map(([, src]) => new URL(src ?? '', page).origin)).toEqual(
      addresses.map(() => 'https://site.example'),
    );
    expect(loaded.join('')).not.toMatch(/srcset/i);
    expect(html).not.toMatch(/<[^>]* style="[^"]*url\(/i);
  });

  it('an image of this site or in the text itself is shown', async () => {
    const png =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const html = await renderMarkdown(`![a](pics/a.png) ![b](/x/b.png?v=2) ![c](${png})`);
    expect([...html.matchAll(/src="([^"]*)"/g)].map((match) => match[1])).toEqual([
      'pics/a.png',
      '/x/b.png?v=2',
      png,
    ]);
  });

  it('a picture of 60,000 × 60,000 pixels in a handful of bytes is not shown', async () => {
    const bomb = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const html = await renderMarkdown(`![wide](data:image/png;base64,${bomb.toString('base64')})`);
    expect(html).toBe('<p>wide</p>');
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
