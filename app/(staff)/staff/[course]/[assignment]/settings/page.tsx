import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { buttonClass } from '@/app/_ui/Button';
import { Card, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { METRICS, metricTitle } from '@/lib/metrics/registry.core';
import { listBaselines, type StaffBaseline } from '@/lib/staff/baselines';
import { readScoring, type ScoringSettings } from '@/lib/staff/scoring-settings';
import { readPages } from '@/lib/staff/pages';
import { readSettings } from '@/lib/staff/update-settings';
import { assignmentFiles } from '@/lib/submission/assignment-files';
import { AddPage } from './AddPage.client';
import { Baselines } from './Baselines.client';
import { Files } from './Files.client';
import { PageForm } from './PageForm.client';
import { ScoringForm } from './ScoringForm.client';
import { SettingsForm } from './SettingsForm.client';

const METRIC_NAMES = METRICS.map(({ name, title }) => ({ name, title }));

export default async function SettingsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, { course, assignment }, t, tImport] = await Promise.all([
    readStaffCompetition(params),
    params,
    getTranslations('staff.settings'),
    getTranslations('bundleImport'),
  ]);
  const settings = foundOr404(await readSettings(viewer, competition.id));
  const scoring = foundOr404(await readScoring(viewer, competition.id));
  const baselines = foundOr404(await listBaselines(viewer, competition.id));
  const score = (value: number | null): string | null =>
    value === null ? null : formatScore(value, competition.precision);
  const shown = (each: StaffBaseline) => ({
    ...each,
    publicScore: score(each.publicScore),
    privateScore: score(each.privateScore),
  });
  const pages = foundOr404(await readPages(viewer, competition.id));
  const files = foundOr404(await assignmentFiles(viewer, competition.id));
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('title')}
        actions={
          <a href={`/api/staff/${course}/bundles/${assignment}`} className={buttonClass()} download>
            {tImport('download')}
          </a>
        }
      />
      <Card title={t('rules')}>
        <SettingsForm competitionId={competition.id} settings={settings} />
      </Card>
      <Card title={t('baselines')}>
        <Baselines competitionId={competition.id} baselines={baselines.map(shown)} />
      </Card>
      <Card title={t('scoring')}>
        {scoring.locked ? (
          <LockedScoring scoring={scoring} zone={competition.timezone} />
        ) : (
          <ScoringForm competitionId={competition.id} scoring={scoring} metrics={METRIC_NAMES} />
        )}
      </Card>
      <Card title={t('files')}>
        <Files competitionId={competition.id} files={files} />
      </Card>
      {pages.map((page) => (
        <Card key={page.slug} title={t('page', { page: page.slug })}>
          <PageForm competitionId={competition.id} slug={page.slug} markdown={page.markdown} />
        </Card>
      ))}
      <Card title={t('newPage')}>
        <AddPage competitionId={competition.id} />
      </Card>
    </div>
  );
}

/** What can't change any more: students' scores were made with it. */
async function LockedScoring({
  scoring,
  zone,
}: {
  readonly scoring: ScoringSettings;
  readonly zone: string;
}) {
  const t = await getTranslations('staff.settings');
  const { split } = scoring;
  return (
    <>
      <KeyValues
        items={[
          { term: t('metric'), value: metricTitle(scoring.metric) },
          { term: t('columns'), value: [scoring.idColumn, ...scoring.targetColumns].join(', ') },
          { term: t('labels'), value: scoring.labels.length > 0 ? scoring.labels.join(', ') : t('anyLabel') },
          {
            term: t('split'),
            value: split ? `${t(`splitBy.${split.by}`)}, ${split.public}` : t('splitBy.usage'),
          },
          { term: t('zone'), value: zone },
        ]}
      />
      <p className="mt-3 max-w-prose text-xs text-muted">{t('fixedHint')}</p>
    </>
  );
}
