import { getTranslations } from 'next-intl/server';
import { ScoreDistribution } from '@/app/_ui/charts/ScoreDistribution';
import { Card } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { spreadOf } from '@/lib/gradebook/statistics.core';
import type { GradeTable } from '@/lib/gradebook/staff-view';

/** How the class did: a line and a histogram for the total and for each item. */
export async function Statistics({ table }: { readonly table: GradeTable }) {
  const t = await getTranslations('grades.staff');
  const totals = table.lines.map((line) => Number(line.grade.total));
  const rows = [
    { id: 'total', title: t('total'), possible: table.possible, values: totals },
    ...table.items.map((item, index) => ({
      id: item.id,
      title: item.title,
      possible: String(item.points),
      values: table.lines.map((line) => Number(line.grade.items[index]?.points ?? 0)),
    })),
  ];
  const figure = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));
  const spreads = rows.map((row) => ({ ...row, spread: spreadOf(row.values) }));
  return (
    <Card title={t('statistics')}>
      <div className="space-y-6">
        <Table
          label={t('statistics')}
          rows={spreads}
          rowKey={(row) => row.id}
          columns={[
            { key: 'item', title: t('item'), cell: (row) => row.title },
            { key: 'possible', title: t('of'), numeric: true, cell: (row) => row.possible },
            { key: 'mean', title: t('mean'), numeric: true, cell: (row) => figure(row.spread?.mean) },
            { key: 'sd', title: t('deviation'), numeric: true, cell: (row) => figure(row.spread?.deviation) },
            {
              key: 'q1',
              title: t('quartile1'),
              numeric: true,
              cell: (row) => figure(row.spread?.quartiles[0]),
            },
            {
              key: 'median',
              title: t('median'),
              numeric: true,
              cell: (row) => figure(row.spread?.quartiles[1]),
            },
            {
              key: 'q3',
              title: t('quartile3'),
              numeric: true,
              cell: (row) => figure(row.spread?.quartiles[2]),
            },
            {
              key: 'full',
              title: t('fullMarks'),
              numeric: true,
              cell: (row) => row.values.filter((each) => each >= Number(row.possible)).length,
            },
          ]}
        />
        <details>
          <summary className="cursor-pointer text-sm font-medium">{t('histograms')}</summary>
          <div className="mt-4 grid gap-6 lg:grid-cols-2">
            {spreads.map((row) => (
              <section key={row.id} aria-label={row.title} className="min-w-0 space-y-1">
                <h3 className="text-sm font-semibold">{row.title}</h3>
                <ScoreDistribution scores={row.values} baselines={[]} mine={null} precision={2} />
              </section>
            ))}
          </div>
        </details>
      </div>
    </Card>
  );
}
