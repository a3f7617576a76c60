import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Card, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { readPages, readSettings } from '@/lib/staff/update-settings';
import { PageForm, SettingsForm } from './SettingsForm.client';

export default async function SettingsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('staff.settings'),
  ]);
  const settings = foundOr404(await readSettings(viewer, competition.id));
  const pages = foundOr404(await readPages(viewer, competition.id));
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')} />
      <Card title={t('fixed')}>
        <KeyValues
          items={[
            { term: t('metric'), value: competition.metric },
            { term: t('columns'), value: [competition.idColumn, ...competition.targetColumns].join(', ') },
            {
              term: t('labels'),
              value: competition.labels.length > 0 ? competition.labels.join(', ') : t('anyLabel'),
            },
            { term: t('zone'), value: competition.timezone },
          ]}
        />
        <p className="mt-3 text-xs text-muted">{t('fixedHint')}</p>
      </Card>
      <Card title={t('rules')}>
        <SettingsForm competitionId={competition.id} settings={settings} />
      </Card>
      {pages.map((page) => (
        <Card key={page.slug} title={t('page', { page: page.slug })}>
          <PageForm competitionId={competition.id} slug={page.slug} markdown={page.markdown} />
        </Card>
      ))}
    </div>
  );
}
