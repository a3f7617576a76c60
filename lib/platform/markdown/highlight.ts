import { codeToTokens, type BundledLanguage, type SpecialLanguage, type ThemedToken } from 'shiki';
import { escapeCode } from '@/lib/platform/rendering/plain.core';

const LANGUAGES = new Set(['python', 'typescript', 'javascript', 'bash', 'json', 'yaml', 'csv', 'r', 'cpp']);
const LINE_CHARS_MAX = 1_000;
const LINE_MS_MAX = 200;

/**
 * Source code as safe HTML, a line a text, coloured where the language is known. `lib/platform/rendering` runs it in a thread,
 * under a limit.
 */
export async function highlightSource(source: string, language: string): Promise<readonly string[]> {
  if (!LANGUAGES.has(language)) return source.split('\n').map(escapeCode);
  return highlight(source, language as BundledLanguage);
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
  const text = escapeCode(token.content);
  return colors === '' ? text : `<span style="${colors}">${text}</span>`;
}
