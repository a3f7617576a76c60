import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { readStaffCompetition } from '@/app/_data/staff';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { DataTable } from '@/app/_ui/DataTable.client';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { gradeTable } from '@/lib/gradebook/staff-view';
import { publishAction } from './actions';

/** Everyone's grade as it would be published now, beside what is published. */
export default async function GradesPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('grades.staff'),
  ]);
  const table = await gradeTable(viewer, competition.id);
  if (!table.ok) {
    const isAbsent = table.problems[0]?.code === 'not_found';
    return (
      <div className="space-y-4">
        <PageHeader title={t('title')} />
        {isAbsent ? (
          <EmptyState title={t('noGrading')}>{t('noGradingHint')}</EmptyState>
        ) : (
          <ProblemList problems={table.problems} />
        )}
      </div>
    );
  }
  const { items, lines, changed, published, possible, fingerprint } = table.value;
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('title')}
        actions={
          changed > 0 ? (
            <ConfirmButton
              label={t('publish')}
              title={t('publishTitle')}
              effect={t('publishEffect', { count: changed })}
              action={publishAction.bind(null, competition.id, fingerprint)}
              done={t('published')}
            />
          ) : null
        }
      >
        <p className="text-sm text-muted">
          {published === null ? t('never') : t('version', { number: published })} ·{' '}
          {t('possible', { possible })}
        </p>
      </PageHeader>
      {changed > 0 && published !== null ? (
        <Callout tone="info" title={t('changed', { count: changed })} />
      ) : null}
      <DataTable
        label={t('title')}
        fileName={`${competition.courseSlug}-${competition.slug}-grades`}
        empty={<EmptyState title={t('nobody')} />}
        columns={[
          { key: 'name', title: t('student'), width: 13 },
          { key: 'studentId', title: t('studentId'), width: 8, hidden: true },
          { key: 'total', title: t('total'), numeric: true, width: 6 },
          { key: 'published', title: t('publishedTotal'), numeric: true, width: 8 },
          { key: 'multiplier', title: '×', numeric: true, width: 5 },
          ...items.map((item) => ({ key: `item-${item.id}`, title: item.title, numeric: true, width: 8 })),
        ]}
        rows={lines.map((line) => ({
          id: line.userId,
          cells: {
            name: line.name,
            studentId: line.studentId,
            total: { value: Number(line.grade.total), show: line.grade.total },
            published:
              line.published === null ? null : { value: Number(line.published), show: line.published },
            multiplier: Number(line.grade.multiplier),
            ...Object.fromEntries(
              line.grade.items.map((item) => [
                `item-${item.id}`,
                { value: Number(item.points), show: item.points },
              ]),
            ),
          },
        }))}
      />
    </div>
  );
}
