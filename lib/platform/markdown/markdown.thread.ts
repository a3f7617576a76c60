import { renderMarkdown } from '@/lib/platform/markdown/render';

export interface MarkdownTask {
  readonly source: string;
}

// The first text of a thread waits for grammars and fonts' metrics; that is not to count against somebody's text.
await renderMarkdown('**a** $x^2$\n\n```python\nx = 1\n```\n\n| a |\n|---|\n');

/** Entry of a thread of the renderer. */
export default function markdown({ source }: MarkdownTask): Promise<string> {
  return renderMarkdown(source);
}
