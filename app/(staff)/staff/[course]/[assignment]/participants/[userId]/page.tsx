import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Chip } from '@/app/_ui/Chip';
import { Card, EmptyState, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import type { Competition } from '@/lib/assignment/competition';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { participantDetail, type GivenException } from '@/lib/staff/participant-detail';
import { SubmissionsTable } from '../../submissions/SubmissionsTable';
import { GrantException } from './GrantException.client';
import { HideForm } from './HideForm.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly userId: string }>;
}

export default async function ParticipantPage({ params }: Props) {
  const [{ viewer, competition }, { userId }, t] = await Promise.all([
    readStaffCompetition(params),
    params,
    getTranslations('staff.participants'),
  ]);
  const id = z.uuid().safeParse(userId);
  if (!id.success) notFound();
  const detail = foundOr404(await participantDetail(viewer, competition.id, id.data));
  const { person } = detail;
  const score = (value: number | null): string =>
    value === null ? '–' : formatScore(value, competition.precision);
  return (
    <div className="space-y-6">
      <PageHeader
        title={person.name}
        chip={person.hidden ? <Chip tone="warn">{t('hidden')}</Chip> : undefined}
      />
      <Card>
        <KeyValues
          items={[
            { term: t('studentId'), value: person.studentId ?? '–' },
            { term: t('entries'), value: person.entries },
            { term: t('best'), value: score(person.bestScore) },
            { term: t('publicRank'), value: person.publicRank ?? '–' },
            {
              term: <span className="text-staff">{t('private')}</span>,
              value: <span className="text-staff">{score(person.privateScore)}</span>,
            },
            {
              term: <span className="text-staff">{t('privateRank')}</span>,
              value: <span className="text-staff">{person.privateRank ?? '–'}</span>,
            },
            {
              term: t('attemptsLeft'),
              value: detail.attemptsLeft === null ? t('noLimit') : detail.attemptsLeft,
            },
            { term: t('rulesAccepted'), value: person.rulesAccepted ? t('yes') : t('no') },
            {
              term: t('ownDeadline'),
              value: <Time at={detail.closesAt} zone={competition.timezone} short />,
            },
          ]}
        />
      </Card>
      <SubmissionsTable
        competition={competition}
        rows={detail.submissions}
        withPerson={false}
        empty={<EmptyState title={t('noSubmissions')} />}
      />
      <Card title={t('exception')}>
        <Exceptions given={detail.exceptions} competition={competition} />
        <GrantException competitionId={competition.id} userId={person.userId} zone={competition.timezone} />
      </Card>
      {person.participantId === null ? null : (
        <Card title={t(person.hidden ? 'show' : 'hide')}>
          <HideForm participantId={person.participantId} isHidden={person.hidden} />
        </Card>
      )}
    </div>
  );
}

async function Exceptions({
  given,
  competition,
}: {
  readonly given: readonly GivenException[];
  readonly competition: Competition;
}) {
  const t = await getTranslations('staff.participants');
  if (given.length === 0) return <p className="mb-4 text-sm text-muted">{t('noExceptions')}</p>;
  return (
    <div className="mb-5">
      <Table
        label={t('exceptions')}
        rows={given}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'what',
            title: t('what'),
            cell: (row) =>
              row.closesAt ? (
                <Time at={row.closesAt} zone={competition.timezone} relative={false} />
              ) : (
                t('attemptsOn', { count: row.attempts ?? 0, day: row.day ?? '' })
              ),
          },
          {
            key: 'reason',
            title: t('reason'),
            cell: (row) => <span className="[overflow-wrap:anywhere]">{row.reason}</span>,
          },
          { key: 'by', title: t('by'), cell: (row) => row.by ?? '–' },
          {
            key: 'at',
            title: t('at'),
            cell: (row) => <Time at={row.at} zone={competition.timezone} relative={false} short />,
          },
        ]}
      />
    </div>
  );
}
