import { getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { ScoreDistribution } from '@/app/_ui/charts/ScoreDistribution';
import { Chip } from '@/app/_ui/Chip';
import { Card, EmptyState, KeyValues } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { WhyText } from '@/app/_ui/WhyText';
import { ownShare } from '@/lib/gallery/consent';
import { myBreaches, myGrade, type MyBreach, type MyGrade } from '@/lib/gradebook/my-grade';
import { ShareCard } from '../gallery/ShareCard';
import { ReplyForm } from './ReplyForm.client';

/** The viewer's published grade, item by item with the reasons, and what was recorded against them. */
export default async function GradePage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [view, viewer, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    getTranslations('grades'),
  ]);
  const breaches = foundOr404(await myBreaches(viewer, view.competitionId));
  const grade = await myGrade(viewer, view.competitionId);
  const share = await ownShare(viewer, view.competitionId);
  return (
    <div className="space-y-6">
      {grade.ok ? (
        <Grade own={grade.value} zone={view.timezone} />
      ) : (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      )}
      {share ? <ShareCard assignmentId={view.competitionId} share={share} /> : null}
      {breaches.map((breach) => (
        <Breach key={breach.id} breach={breach} />
      ))}
    </div>
  );
}

async function Grade({ own, zone }: { readonly own: MyGrade; readonly zone: string }) {
  const t = await getTranslations('grades');
  const { grade, titles, classTotals } = own;
  const below = classTotals?.filter((total) => Number(total) < Number(grade.total)).length ?? 0;
  return (
    <>
      <KeyValues
        items={[
          { term: t('total'), value: <span className="text-xl">{grade.total}</span> },
          { term: t('sum'), value: grade.sum },
          { term: t('multiplier'), value: `× ${grade.multiplier}` },
          {
            term: t('published'),
            value: <Time at={own.publishedAt} zone={zone} short />,
          },
          ...(classTotals
            ? [{ term: t('inClass'), value: t('above', { below, of: classTotals.length - 1 }) }]
            : []),
        ]}
      />
      {classTotals ? (
        <Card title={t('classPlot')}>
          <ScoreDistribution
            scores={classTotals.map(Number)}
            baselines={[]}
            mine={Number(grade.total)}
            precision={2}
          />
        </Card>
      ) : null}
      <Table
        label={t('items')}
        rows={grade.items}
        rowKey={(row) => row.id}
        columns={[
          { key: 'item', title: t('item'), cell: (row) => titles[row.id] ?? row.id },
          {
            key: 'points',
            title: t('points'),
            numeric: true,
            cell: (row) => t('pointsOf', { points: row.points, of: row.possible }),
          },
          {
            key: 'why',
            title: t('reason'),
            cell: (row) => (
              <span className="text-muted [overflow-wrap:anywhere]">
                <WhyText why={row.why} titles={titles} />
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

async function Breach({ breach }: { readonly breach: MyBreach }) {
  const t = await getTranslations('grades');
  return (
    <Card
      title={t('breach', { kind: breach.kind })}
      actions={
        breach.withdrawn ? <Chip>{t('withdrawn')}</Chip> : <Chip tone="warn">{`× ${breach.factor}`}</Chip>
      }
    >
      <p className="mb-4 max-w-prose whitespace-pre-wrap text-sm [overflow-wrap:anywhere]">
        {breach.evidence}
      </p>
      {breach.withdrawn ? null : <ReplyForm breachId={breach.id} reply={breach.reply ?? ''} />}
    </Card>
  );
}
