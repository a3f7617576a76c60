import { renderMarkdown } from '@/lib/platform/markdown/render';

/** A course's Markdown, rendered on the server; the renderer sanitizes it. */
export async function Markdown({ source }: { readonly source: string }) {
  return <div className="prose" dangerouslySetInnerHTML={{ __html: await renderMarkdown(source) }} />;
}
