import { getTranslations } from 'next-intl/server';
import { readAssignment, type AssignmentParams } from '@/app/_data/assignment';
import { Markdown } from '@/app/_ui/Markdown';
import { NextSteps } from './NextSteps';

export default async function OverviewPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const view = await readAssignment(params);
  const t = await getTranslations('site.assignment');
  const shown = view.pages.filter(
    (page) => page.slug === 'overview' || page.slug === 'evaluation' || page.slug === 'rules',
  );
  return (
    <div className="grid grid-cols-1 gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="space-y-10 max-lg:order-2">
        {shown.map((page) => (
          <section key={page.slug} id={page.slug} className="scroll-mt-4">
            <Markdown source={page.markdown} />
          </section>
        ))}
        {shown.length === 0 ? <p className="text-muted">{t('noPages')}</p> : null}
      </div>
      <NextSteps view={view} />
    </div>
  );
}
