import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Chip } from '@/app/_ui/Chip';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { Viewer } from '@/lib/identity/viewer';
import { regradeState, type RegradeState } from '@/lib/staff/regrade-list';
import { previewRegrade } from '@/lib/staff/regrade-preview';
import { cancelRegradeAction, commitRegradeAction } from '../actions';
import { AddSolution } from './AddSolution.client';

export default async function RegradePage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('staff.regrade'),
  ]);
  const state = foundOr404(await regradeState(viewer, competition.id));
  return (
    <div className="space-y-6">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader title={t('title')}>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </PageHeader>
      {state.run ? <Run run={state.run} viewer={viewer} precision={competition.precision} /> : null}
      {state.run ? null : (
        <Card title={t('add')}>
          <AddSolution competitionId={competition.id} />
        </Card>
      )}
      <Table
        label={t('versions')}
        rows={state.versions}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'number',
            title: t('version'),
            cell: (row) => (
              <span className="flex gap-2">
                {row.number}
                {row.active ? <Chip tone="good">{t('active')}</Chip> : null}
              </span>
            ),
          },
          { key: 'file', title: t('file'), cell: (row) => row.fileName },
          {
            key: 'rows',
            title: t('rows'),
            cell: (row) =>
              t('rowCounts', { open: row.rowsPublic, hidden: row.rowsPrivate, ignored: row.rowsIgnored }),
          },
          {
            key: 'at',
            title: t('added'),
            cell: (row) => <Time at={row.createdAt} zone={competition.timezone} />,
          },
        ]}
      />
      {state.past.length > 0 ? (
        <Table
          label={t('past')}
          rows={state.past}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'at',
              title: t('started'),
              cell: (row) => <Time at={row.createdAt} zone={competition.timezone} />,
            },
            { key: 'status', title: t('status'), cell: (row) => t(`run.${row.status}`) },
            {
              key: 'reason',
              title: t('reason'),
              cell: (row) => <span className="[overflow-wrap:anywhere]">{row.failure ?? row.reason}</span>,
            },
          ]}
        />
      ) : null}
    </div>
  );
}

async function Run({
  run,
  viewer,
  precision,
}: {
  readonly run: NonNullable<RegradeState['run']>;
  readonly viewer: Viewer;
  readonly precision: number;
}) {
  const t = await getTranslations('staff.regrade');
  const isReady = run.status === 'ready';
  const preview = isReady ? foundOr404(await previewRegrade(viewer, run.id)) : null;
  const score = (value: number | null): string => (value === null ? '–' : formatScore(value, precision));
  return (
    <Card
      title={t('underWay', { version: run.toVersion })}
      actions={<Chip tone={isReady ? 'good' : 'accent'}>{t(`run.${run.status}`)}</Chip>}
    >
      {isReady ? null : (
        <div
          role="progressbar"
          aria-label={t('progress')}
          aria-valuenow={run.done}
          aria-valuemin={0}
          aria-valuemax={run.total}
          className="mb-4 h-2 overflow-hidden rounded bg-sunken"
        >
          <div
            className="h-full bg-accent"
            style={{ width: `${run.total === 0 ? 100 : (run.done / run.total) * 100}%` }}
          />
        </div>
      )}
      {preview ? (
        <div className="space-y-3">
          <p className="text-sm">
            {t('preview', {
              submissions: preview.submissionsChanged,
              of: preview.submissions,
              people: preview.changes.length,
            })}
          </p>
          {preview.changes.length > 0 ? (
            <Table
              label={t('changes')}
              rows={preview.changes}
              rowKey={(row) => row.participantId}
              columns={[
                {
                  key: 'name',
                  title: t('participant'),
                  cell: (row) => <span className="[overflow-wrap:anywhere]">{row.name}</span>,
                },
                {
                  key: 'before',
                  title: t('scoreBefore'),
                  numeric: true,
                  cell: (row) => score(row.scoreBefore),
                },
                { key: 'after', title: t('scoreAfter'), numeric: true, cell: (row) => score(row.scoreAfter) },
                {
                  key: 'rank',
                  title: t('rank'),
                  numeric: true,
                  cell: (row) => `${row.rankBefore ?? '–'} → ${row.rankAfter ?? '–'}`,
                },
              ]}
            />
          ) : null}
        </div>
      ) : null}
      <div className="mt-4 flex gap-2">
        {isReady ? (
          <ConfirmButton
            label={t('commit')}
            title={t('commitTitle')}
            effect={t('commitEffect', { version: run.toVersion })}
            action={commitRegradeAction.bind(null, run.id)}
            done={t('committed')}
          />
        ) : null}
        <ActionButton action={cancelRegradeAction.bind(null, run.id)}>{t('cancel')}</ActionButton>
      </div>
    </Card>
  );
}
