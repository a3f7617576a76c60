import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Chip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import type { DataCell } from '@/app/_ui/data-table.types';
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
            { key: 'version', title: t('version'), numeric: true, cell: (row) => row.toVersion },
            { key: 'by', title: t('by'), cell: (row) => row.startedBy ?? '–' },
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
  const score = (value: number | null): DataCell =>
    value === null ? null : { value, show: formatScore(value, precision) };
  const rank = (before: number | null, after: number | null): DataCell => ({
    value: (after ?? 0) - (before ?? 0),
    show: before === after ? (after ?? '–') : `${before ?? '–'} → ${after ?? '–'}`,
  });
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
      {run.remark === null ? null : <p className="mb-4 text-sm">{t('madeAgain')}</p>}
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
            <DataTable
              label={t('changes')}
              fileName="regrade-changes"
              empty={null}
              columns={[
                { key: 'name', title: t('participant'), width: 12 },
                { key: 'before', title: t('scoreBefore'), numeric: true, width: 6 },
                { key: 'after', title: t('scoreAfter'), numeric: true, width: 6 },
                { key: 'rank', title: t('rank'), numeric: true, width: 7 },
                { key: 'privateBefore', title: t('privateBefore'), numeric: true, width: 8 },
                { key: 'privateAfter', title: t('privateAfter'), numeric: true, width: 8 },
                { key: 'privateRank', title: t('privateRank'), numeric: true, width: 8 },
              ]}
              rows={preview.changes.map((row) => ({
                id: row.participantId,
                cells: {
                  name: row.name,
                  before: score(row.scoreBefore),
                  after: score(row.scoreAfter),
                  rank: rank(row.rankBefore, row.rankAfter),
                  privateBefore: score(row.privateBefore),
                  privateAfter: score(row.privateAfter),
                  privateRank: rank(row.privateRankBefore, row.privateRankAfter),
                },
              }))}
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
