import { createHash } from 'node:crypto';
import { codeToTokens, type BundledLanguage, type SpecialLanguage, type ThemedToken } from 'shiki';

const LANGUAGES = new Set(['python', 'typescript', 'javascript', 'bash', 'json', 'yaml', 'csv', 'r', 'cpp']);
/** Colouring is not worth the wait beyond this; the lines come plain. */
const CHARS_MAX = 200_000;
const LINE_CHARS_MAX = 1_000;
const LINE_MS_MAX = 200;
const CACHED_MAX = 100;

/** Controls that change the order in which a line is read (Unicode UAX 9), and others without a shape: never left unseen in code. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** In the order of their last use. */
const known = new Map<string, readonly string[]>();

/**
 * Source code as safe HTML, a line a text: every character of the source escaped, colours as the stylesheet's variables,
 * characters without a shape (right-to-left overrides and the like) spelled out. Lines as `linesOf` counts them.
 */
export async function highlightLines(lines: readonly string[], language: string): Promise<readonly string[]> {
  const source = lines.join('\n');
  const isPlain = !LANGUAGES.has(language) || source.length > CHARS_MAX;
  if (isPlain) return lines.map((line) => escaped(line));
  const key = createHash('sha256').update(language).update('\0').update(source).digest('base64');
  const html = known.get(key) ?? (await highlight(source, language as BundledLanguage));
  known.delete(key);
  known.set(key, html);
  const oldest = known.keys().next().value;
  if (known.size > CACHED_MAX && oldest !== undefined) known.delete(oldest);
  // A line may be told apart otherwise by the colouring; then plain lines keep the numbers right.
  return html.length === lines.length ? html : lines.map((line) => escaped(line));
}

async function highlight(
  source: string,
  language: BundledLanguage | SpecialLanguage,
): Promise<readonly string[]> {
  const { tokens } = await codeToTokens(source, {
    lang: language,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: false,
    tokenizeMaxLineLength: LINE_CHARS_MAX,
    tokenizeTimeLimit: LINE_MS_MAX,
  });
  return tokens.map((line) => line.map(tokenHtml).join(''));
}

function tokenHtml(token: ThemedToken): string {
  const style = typeof token.htmlStyle === 'object' ? token.htmlStyle : {};
  const colors = Object.entries(style)
    .filter(([name, value]) => /^--shiki-(light|dark)$/.test(name) && /^#[0-9a-fA-F]{3,8}$/.test(value))
    .map(([name, value]) => `${name}:${value}`)
    .join(';');
  const text = escaped(token.content);
  return colors === '' ? text : `<span style="${colors}">${text}</span>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '')
    .replace(
      UNSEEN,
      (char) =>
        `<mark class="unseen">U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}</mark>`,
    );
}
