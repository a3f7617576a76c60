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
import { withPlainDollars } from '@/lib/platform/markdown/dollars';
import { remarkLineBreaks } from '@/lib/platform/markdown/line-breaks';
import { rehypeOwnImages } from '@/lib/platform/markdown/own-images';
import { rehypeReadable } from '@/lib/platform/markdown/readable';

/** Classes are kept only where the steps after the sanitizer read them: the language of code, and mathematics. */
const schema = {
  ...defaultSchema,
  // The ids that reach the sanitizer are those of footnotes, which have their prefix; a second one would cut their links.
  clobberPrefix: '',
  attributes: {
    ...defaultSchema.attributes,
    code: [['className', /^language-[\w-]+$/, 'math-inline', 'math-display']],
  },
  // Which of these an image may really have is decided by rehypeOwnImages.
  protocols: {
    ...defaultSchema.protocols,
    src: ['https', 'http', 'data'],
    href: ['https', 'http', 'mailto'],
  },
} as typeof defaultSchema;

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkLineBreaks)
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(rehypeOwnImages)
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

/**
 * Markdown as safe HTML: tables and lists of GitHub's dialect, `$…$` (by Pandoc's rule) and `$$…$$` by KaTeX, code highlighted. HTML in the
 * source is dropped, scripts and foreign schemes too; what comes after the sanitizer is our own markup. An image from elsewhere
 * becomes a link, so that nobody learns when and from where a text is read.
 *
 * It can take minutes for a text made for that: `lib/platform/rendering` runs it in a thread, under a limit.
 */
export async function renderMarkdown(source: string): Promise<string> {
  return String(await processor.process(withPlainDollars(source)));
}
