import { createHash } from 'node:crypto';
import rehypeShiki from '@shikijs/rehype';
import rehypeKatex from 'rehype-katex';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

const CACHED_MAX = 200;

/** Classes are kept only where the steps after the sanitizer read them: the language of code, and mathematics. */
const schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    code: [['className', /^language-[\w-]+$/, 'math-inline', 'math-display']],
  },
  protocols: { ...defaultSchema.protocols, src: ['https'], href: ['https', 'http', 'mailto'] },
} as typeof defaultSchema;

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(rehypeSlug)
  .use(rehypeKatex, { throwOnError: false, strict: false, trust: false, maxExpand: 500 })
  .use(rehypeShiki, {
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    langs: ['python', 'typescript', 'javascript', 'bash', 'json', 'yaml', 'csv', 'latex', 'r', 'cpp'],
    fallbackLanguage: 'text',
    onError: () => undefined,
  })
  .use(rehypeStringify);

const rendered = new Map<string, string>();

/**
 * Markdown as safe HTML: tables and lists of GitHub's dialect, `$…$` and `$$…$$` by KaTeX, code highlighted. HTML in the
 * source is dropped, scripts and foreign schemes too; what comes after the sanitizer is our own markup.
 */
export async function renderMarkdown(source: string): Promise<string> {
  const key = createHash('sha256').update(source).digest('base64');
  const found = rendered.get(key);
  if (found !== undefined) return found;
  const html = String(await processor.process(source));
  rendered.set(key, html);
  const oldest = rendered.keys().next().value;
  if (rendered.size > CACHED_MAX && oldest !== undefined) rendered.delete(oldest);
  return html;
}
