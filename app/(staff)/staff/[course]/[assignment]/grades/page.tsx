import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { readStaffCompetition } from '@/app/_data/staff';
import { buttonClass } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { DataTable } from '@/app/_ui/DataTable.client';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { countByItem, type GradeChange } from '@/lib/gradebook/changes.core';
import { gradeTable, type GradeTable } from '@/lib/gradebook/staff-view';
import { missingOf } from '@/lib/gradebook/statistics.core';
import { publishAction } from './actions';
import { CanvasForm } from './CanvasForm.client';
import { Statistics } from './Statistics';

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
  const changeText = (change: GradeChange | null): string | null => {
    if (!change || change.before === null) return null;
    const figures = change.items.map((each) => ({ ...each, name: titleOf(items, each.id) }));
    if (change.multiplier) figures.push({ id: '×', name: '×', ...change.multiplier });
    return figures.map((each) => `${each.name} ${each.before ?? '–'} → ${each.after ?? '–'}`).join(', ');
  };
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('title')}
        actions={
          changed > 0 ? (
            <ConfirmButton
              label={t('publish')}
              title={t('publishTitle')}
              effect={<Effect table={table.value} />}
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
      <Exports assignmentId={competition.id} isPublished={published !== null} />
      <DataTable
        label={t('title')}
        fileName={`${competition.courseSlug}-${competition.slug}-grades`}
        empty={<EmptyState title={t('nobody')} />}
        columns={[
          { key: 'name', title: t('student'), width: 13 },
          { key: 'studentId', title: t('studentId'), width: 8, hidden: true },
          { key: 'total', title: t('total'), numeric: true, width: 6 },
          { key: 'published', title: t('publishedTotal'), numeric: true, width: 8 },
          ...(published === null ? [] : [{ key: 'change', title: t('change'), width: 14 }]),
          { key: 'multiplier', title: '×', numeric: true, width: 5 },
          { key: 'missing', title: t('missing'), width: 9, choices: true },
          ...items.map((item) => ({ key: `item-${item.id}`, title: item.title, numeric: true, width: 8 })),
        ]}
        rows={lines.map((line) => ({
          id: line.userId,
          href: `/staff/${competition.courseSlug}/${competition.slug}/grades/${line.userId}`,
          cells: {
            missing: missingOf(line.grade)
              .map((each) => t(`missingKind.${each}`))
              .join(', '),
            name: line.name,
            change: changeText(line.change),
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
      {lines.length > 0 ? <Statistics table={table.value} /> : null}
      {published === null ? null : (
        <Card title={t('canvas')}>
          <div className="space-y-4">
            <p className="max-w-prose text-sm text-muted">{t('canvasAbout')}</p>
            <CanvasForm assignmentId={competition.id} />
          </div>
        </Card>
      )}
    </div>
  );
}

/** What the publication does: how many students, and item by item whose points rise and fall. */
async function Effect({ table }: { readonly table: GradeTable }) {
  const t = await getTranslations('grades.staff');
  const counts = [...countByItem(table.changes)];
  return (
    <>
      {t('publishEffect', { count: table.changes.length })}
      {counts.map(([id, { up, down }]) => (
        <span key={id} className="block tabular-nums">
          {t('itemEffect', { item: titleOf(table.items, id), up, down })}
        </span>
      ))}
    </>
  );
}

function titleOf(items: GradeTable['items'], id: string): string {
  return items.find((item) => item.id === id)?.title ?? id;
}

/** The publication in force as files. */
async function Exports({
  assignmentId,
  isPublished,
}: {
  readonly assignmentId: string;
  readonly isPublished: boolean;
}) {
  const t = await getTranslations('grades.staff');
  if (!isPublished) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-muted">{t('exports')}</span>
      {(['csv', 'xlsx', 'moodle'] as const).map((format) => (
        <a
          key={format}
          href={`/api/grades/${assignmentId}/export?format=${format}`}
          className={buttonClass()}
          download
        >
          {t(`export.${format}`)}
        </a>
      ))}
    </p>
  );
}
