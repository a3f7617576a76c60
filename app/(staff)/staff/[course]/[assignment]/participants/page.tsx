import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Chip } from '@/app/_ui/Chip';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { listParticipants } from '@/lib/staff/participants-list';
import { hideAction } from '../actions';
import { GrantException } from './GrantException.client';

export default async function ParticipantsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('staff.participants'),
  ]);
  const people = foundOr404(await listParticipants(viewer, competition.id));
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')} />
      {people.length === 0 ? (
        <EmptyState title={t('none')} />
      ) : (
        <>
          <Card title={t('exception')}>
            <GrantException
              competitionId={competition.id}
              people={people.map(({ userId, name }) => ({ userId, name }))}
            />
          </Card>
          <Table
            label={t('title')}
            rows={people}
            rowKey={(row) => row.userId}
            columns={[
              {
                key: 'name',
                title: t('name'),
                cell: (row) => <span className="[overflow-wrap:anywhere]">{row.name}</span>,
              },
              { key: 'id', title: t('studentId'), cell: (row) => row.studentId ?? '–' },
              { key: 'entries', title: t('entries'), numeric: true, cell: (row) => row.entries },
              {
                key: 'best',
                title: t('best'),
                numeric: true,
                cell: (row) =>
                  row.bestScore === null ? '–' : formatScore(row.bestScore, competition.precision),
              },
              {
                key: 'exceptions',
                title: t('exceptions'),
                numeric: true,
                cell: (row) => row.exceptions || '',
              },
              {
                key: 'hidden',
                title: t('board'),
                cell: (row) =>
                  row.participantId === null ? (
                    <span className="text-muted">{t('notEntered')}</span>
                  ) : (
                    <span className="flex items-center gap-2">
                      {row.hidden ? <Chip tone="warn">{t('hidden')}</Chip> : null}
                      <ActionButton
                        action={hideAction.bind(null, row.participantId, !row.hidden)}
                        label={`${t(row.hidden ? 'show' : 'hide')}: ${row.name}`}
                      >
                        {t(row.hidden ? 'show' : 'hide')}
                      </ActionButton>
                    </span>
                  ),
              },
            ]}
          />
        </>
      )}
    </div>
  );
}
