import { renderMarkdown } from '@/lib/platform/markdown/render';

/** A course's Markdown, rendered on the server; the renderer sanitizes it. `images: false`: images are left out. */
export async function Markdown({
  source,
  images = true,
}: {
  readonly source: string;
  readonly images?: boolean;
}) {
  return (
    <div className="prose" dangerouslySetInnerHTML={{ __html: await renderMarkdown(source, { images }) }} />
  );
}
