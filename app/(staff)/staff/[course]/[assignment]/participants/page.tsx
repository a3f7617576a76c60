import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Chip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import type { DataCell } from '@/app/_ui/data-table.types';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { listParticipants, type StaffParticipant } from '@/lib/staff/participants-list';

export default async function ParticipantsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t, tr] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('staff.participants'),
    getTranslations('ui.role'),
  ]);
  const people = foundOr404(await listParticipants(viewer, competition.id));
  const base = `/staff/${competition.courseSlug}/${competition.slug}/participants`;
  const score = (value: number | null): DataCell =>
    value === null ? null : { value, show: formatScore(value, competition.precision) };
  const state = (row: StaffParticipant): DataCell =>
    row.hidden
      ? { value: t('hidden'), show: <Chip tone="warn">{t('hidden')}</Chip> }
      : row.participantId === null
        ? t('notEntered')
        : row.entries === 0
          ? t('noEntries')
          : t('onBoard');
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')}>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </PageHeader>
      <DataTable
        label={t('title')}
        fileName={`${competition.courseSlug}-${competition.slug}-participants`}
        empty={<EmptyState title={t('none')} />}
        columns={[
          { key: 'name', title: t('name'), width: 14 },
          { key: 'studentId', title: t('studentId'), width: 8 },
          { key: 'role', title: t('role'), width: 7, choices: true, hidden: true },
          { key: 'state', title: t('board'), width: 9, choices: true },
          { key: 'entries', title: t('entries'), numeric: true, width: 6 },
          { key: 'today', title: t('today'), numeric: true, width: 6 },
          { key: 'best', title: t('best'), numeric: true },
          { key: 'publicRank', title: t('publicRank'), numeric: true, width: 6 },
          { key: 'private', title: t('private'), numeric: true },
          { key: 'privateRank', title: t('privateRank'), numeric: true, width: 7, hidden: true },
          { key: 'exceptions', title: t('exceptions'), numeric: true, width: 7 },
        ]}
        rows={people.map((row) => ({
          id: row.userId,
          href: `${base}/${row.userId}`,
          cells: {
            name: row.name,
            studentId: row.studentId,
            role: row.role === 'student' || row.role === 'auditor' ? tr(row.role) : row.role,
            state: state(row),
            entries: row.entries,
            today: {
              value: row.attemptsToday,
              show: row.limitToday === null ? row.attemptsToday : `${row.attemptsToday} / ${row.limitToday}`,
            },
            best: score(row.bestScore),
            publicRank: row.publicRank,
            private: score(row.privateScore),
            privateRank: row.privateRank,
            exceptions: row.exceptions || null,
          },
        }))}
      />
    </div>
  );
}
