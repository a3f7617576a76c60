import { getTranslations } from 'next-intl/server';
import { requireViewer } from '@/app/_data/assignment';
import { Markdown } from '@/app/_ui/Markdown';
import { referenceViews } from '@/lib/submission/reference-files';

/** The assignment's reference code, highlighted, each file behind its name. Nothing where there is none to be seen. */
export async function ReferenceCode({ assignmentId }: { readonly assignmentId: string }) {
  const [viewer, t] = await Promise.all([requireViewer(), getTranslations('reference')]);
  const views = await referenceViews(viewer, assignmentId);
  if (!views.ok || views.value.length === 0) return null;
  return (
    <section aria-labelledby="reference-code" className="space-y-3">
      <h2 id="reference-code" className="text-base font-semibold">
        {t('title')}
      </h2>
      <p className="text-sm text-muted">{t('about')}</p>
      {views.value.map((file) => (
        <details key={file.path} className="rounded-lg border border-line bg-surface">
          <summary className="cursor-pointer px-4 py-2 font-mono text-sm [overflow-wrap:anywhere]">
            {file.path}
          </summary>
          <div className="border-t border-line px-4 py-3">
            {file.markdown === null ? (
              <p className="text-sm">{t('tooLarge')}</p>
            ) : (
              <Markdown source={file.markdown} />
            )}
          </div>
        </details>
      ))}
    </section>
  );
}
