import { getTranslations } from 'next-intl/server';
import { readAssignment, type AssignmentParams } from '@/app/_data/assignment';
import { Callout } from '@/app/_ui/Callout';
import { Card } from '@/app/_ui/Layout';
import { Markdown } from '@/app/_ui/Markdown';
import { Time } from '@/app/_ui/Time.client';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';
import { AcceptRules } from './AcceptRules';
import { SubmitPanel } from './SubmitPanel.client';

export default async function SubmitPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const view = await readAssignment(params);
  const t = await getTranslations('site.submit');
  if (!view.canSubmit) {
    return <Callout title={t(view.phase === 'before' ? 'notOpen' : 'isOver')}>{t('isOverHint')}</Callout>;
  }
  if (view.rules.required && !view.rules.accepted) return <RulesFirst view={view} />;
  const base = `/courses/${view.courseSlug}/${view.slug}`;
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <SubmitPanel
        competitionId={view.competitionId}
        bytesMax={view.fileBytesMax}
        attemptsLeft={view.attempts.left}
        submissionsHref={`${base}/submissions`}
        precision={view.precision}
        zone={view.timezone}
      />
      <Attempts view={view} />
    </div>
  );
}

async function RulesFirst({ view }: { readonly view: AssignmentView }) {
  const t = await getTranslations('site.submit');
  const rules = view.pages.find((page) => page.slug === 'rules');
  return (
    <Card title={t('rulesTitle')}>
      <p className="mb-4 text-sm text-muted">{t('rulesHint')}</p>
      {rules ? (
        <div className="mb-5 max-h-96 overflow-y-auto rounded-md border border-line p-4" tabIndex={0}>
          <Markdown source={rules.markdown} />
        </div>
      ) : null}
      <AcceptRules competitionId={view.competitionId} />
    </Card>
  );
}

async function Attempts({ view }: { readonly view: AssignmentView }) {
  const t = await getTranslations('site.submit');
  const { left, limit, resetsAt, zone } = view.attempts;
  return (
    <Card title={t('attempts')} className="self-start">
      {left === null ? (
        <p className="text-sm">{t('unlimited')}</p>
      ) : (
        <>
          <p className="text-lg font-semibold tabular-nums">{t('left', { left, limit: limit ?? 0 })}</p>
          <p className="mt-1 text-sm text-muted">
            {t('resets')} <Time at={resetsAt} zone={view.timezone} />
          </p>
          <p className="mt-1 text-xs text-muted">{t('dayZone', { zone })}</p>
        </>
      )}
      <p className="mt-3 text-xs text-muted">{t('noCost')}</p>
      <p className="mt-2 text-xs text-muted">{t('lastByte')}</p>
    </Card>
  );
}
