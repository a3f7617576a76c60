import { getTranslations } from 'next-intl/server';
import { requestShare } from '@/app/_data/rendering';
import { markdownHtml } from '@/lib/platform/rendering/renderer';

/** Markdown of a course or a person, rendered on the server; the renderer sanitizes it, and shows as written what takes too long. */
export async function Markdown({ source }: { readonly source: string }) {
  const { html, isPlain } = await markdownHtml(source, { share: requestShare() });
  return (
    <>
      {isPlain ? <PlainNote /> : null}
      <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}

async function PlainNote() {
  const t = await getTranslations('rendering');
  return <p className="mb-2 text-xs text-muted">{t('plain')}</p>;
}
