import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Chip, StatusChip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import type { DataCell } from '@/app/_ui/data-table.types';
import { Time } from '@/app/_ui/Time.client';
import type { Competition } from '@/lib/assignment/competition';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { StaffSubmission } from '@/lib/staff/submissions-list';

/** Submissions as staff work with them; `withPerson` false where all are one person's. */
export async function SubmissionsTable({
  competition,
  rows,
  empty,
  withPerson = true,
}: {
  readonly competition: Competition;
  readonly rows: readonly StaffSubmission[];
  readonly empty: ReactNode;
  readonly withPerson?: boolean;
}) {
  const [t, ts] = await Promise.all([getTranslations('staff.submissions'), getTranslations('ui.status')]);
  const base = `/staff/${competition.courseSlug}/${competition.slug}/submissions`;
  const score = (value: number | null, isPrivate = false): DataCell =>
    value === null
      ? null
      : {
          value,
          show: (
            <span className={isPrivate ? 'text-staff' : undefined}>
              {formatScore(value, competition.precision)}
            </span>
          ),
        };
  const marks = (row: StaffSubmission): readonly (readonly [string, 'warn' | 'accent'])[] => [
    ...(row.invalidated ? [[t('takenBack'), 'warn'] as const] : []),
    ...(row.selected ? [[t('final'), 'accent'] as const] : []),
    ...(row.late ? [[t('late'), 'warn'] as const] : []),
  ];
  return (
    <DataTable
      label={t('title')}
      fileName={`${competition.courseSlug}-${competition.slug}-submissions`}
      empty={empty}
      columns={[
        { key: 'id', title: '#', numeric: true, width: 5 },
        ...(withPerson
          ? [
              { key: 'person', title: t('person'), width: 14 },
              { key: 'studentId', title: t('studentId'), width: 8, hidden: true },
            ]
          : []),
        { key: 'at', title: t('accepted'), width: 12 },
        { key: 'status', title: t('status'), width: 9, choices: true },
        { key: 'public', title: t('public'), numeric: true },
        { key: 'private', title: t('privateStaff'), numeric: true, width: 8 },
        { key: 'marks', title: t('marks'), width: 9 },
        { key: 'problem', title: t('problem'), width: 10, hidden: true },
        { key: 'file', title: t('file'), width: 10, hidden: true },
        { key: 'description', title: t('description'), width: 12 },
      ]}
      rows={rows.map((row) => ({
        id: String(row.id),
        href: `${base}/${row.id}`,
        cells: {
          id: row.id,
          person: row.person,
          studentId: row.studentId,
          at: {
            value: row.acceptedAt,
            show: <Time at={row.acceptedAt} zone={competition.timezone} relative={false} short />,
          },
          status: { value: ts(row.status), show: <StatusChip status={row.status} /> },
          public: score(row.publicScore),
          private: score(row.privateScore, true),
          marks: {
            value: marks(row)
              .map(([text]) => text)
              .join(', '),
            show: (
              <span className="flex gap-1">
                {marks(row).map(([text, tone]) => (
                  <Chip key={text} tone={tone}>
                    {text}
                  </Chip>
                ))}
              </span>
            ),
          },
          problem: row.problem,
          file: row.fileName,
          description: row.description,
        },
      }))}
    />
  );
}
