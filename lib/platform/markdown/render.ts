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
import { rehypeReadable } from '@/lib/platform/markdown/readable';

const CACHED_MAX = 200;

/** Classes are kept only where the steps after the sanitizer read them: the language of code, and mathematics. */
const schema = {
  ...defaultSchema,
  // The ids that reach the sanitizer are those of footnotes, which have their prefix; a second one would cut their links.
  clobberPrefix: '',
  attributes: {
    ...defaultSchema.attributes,
    code: [['className', /^language-[\w-]+$/, 'math-inline', 'math-display']],
  },
  protocols: { ...defaultSchema.protocols, src: ['https'], href: ['https', 'http', 'mailto'] },
} as typeof defaultSchema;

const withoutImages = {
  ...schema,
  tagNames: (schema.tagNames ?? []).filter((name) => name !== 'img'),
} as typeof schema;

const processorFor = (sanitizing: typeof schema) =>
  unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkMath)
    .use(remarkRehype)
    .use(rehypeSanitize, sanitizing)
    .use(rehypeSlug)
    .use(rehypeReadable)
    .use(rehypeKatex, { throwOnError: false, strict: false, trust: false, maxExpand: 500, maxSize: 20 })
    .use(rehypeShiki, {
      themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      langs: ['python', 'typescript', 'javascript', 'bash', 'json', 'yaml', 'csv', 'latex', 'r', 'cpp'],
      fallbackLanguage: 'text',
      // Both colours as variables; which one holds is the stylesheet's matter.
      defaultColor: false,
      onError: () => undefined,
    })
    .use(rehypeStringify);

const processors = { all: processorFor(schema), noImages: processorFor(withoutImages) } as const;

/** In the order of their last use. */
const rendered = new Map<string, string>();

/**
 * Markdown as safe HTML: tables and lists of GitHub's dialect, `$…$` and `$$…$$` by KaTeX, code highlighted. HTML in the
 * source is dropped, scripts and foreign schemes too; what comes after the sanitizer is our own markup.
 * `images: false`: without images too, for texts of people who are not to learn when and from where they are read.
 */
export async function renderMarkdown(
  source: string,
  options: { readonly images?: boolean } = {},
): Promise<string> {
  const kind = options.images === false ? 'noImages' : 'all';
  const key = kind + createHash('sha256').update(source).digest('base64');
  const found = rendered.get(key);
  const html = found ?? String(await processors[kind].process(source));
  rendered.delete(key);
  rendered.set(key, html);
  const oldest = rendered.keys().next().value;
  if (rendered.size > CACHED_MAX && oldest !== undefined) rendered.delete(oldest);
  return html;
}
