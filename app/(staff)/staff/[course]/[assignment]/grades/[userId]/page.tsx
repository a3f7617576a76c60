import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Chip } from '@/app/_ui/Chip';
import { Card, EmptyState, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { WhyText } from '@/app/_ui/WhyText';
import {
  studentGradeDetail,
  type GivenBreach,
  type StudentGradeDetail,
} from '@/lib/gradebook/student-detail';
import { removeOverrideAction, withdrawAction } from '../actions';
import { BreachForm } from './BreachForm.client';
import { OverrideForm } from './OverrideForm.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly userId: string }>;
}

/** One student's grade: every item with its reason, what was set by hand, and breaches of the rules. */
export default async function StudentGradePage({ params }: Props) {
  const [{ viewer, competition }, { userId }, t] = await Promise.all([
    readStaffCompetition(params),
    params,
    getTranslations('grades.staff'),
  ]);
  const id = z.uuid().safeParse(userId);
  if (!id.success) notFound();
  const detail = foundOr404(await studentGradeDetail(viewer, competition.id, id.data));
  const { grade, published } = detail;
  return (
    <div className="space-y-6">
      <PageHeader title={detail.name}>
        <p className="text-sm text-muted">{detail.studentId}</p>
      </PageHeader>
      <Card>
        <KeyValues
          items={[
            { term: t('total'), value: <span className="text-xl">{grade.total}</span> },
            { term: t('sum'), value: grade.sum },
            { term: t('multiplier'), value: `× ${grade.multiplier}` },
            {
              term: t('publishedTotal'),
              value: published
                ? t('publishedAs', { total: published.total, number: published.number })
                : t('never'),
            },
            { term: t('solutionVersion'), value: detail.madeWith.solution?.slice(0, 20) ?? '–' },
          ]}
        />
      </Card>
      <Items detail={detail} />
      <Card title={t('override')}>
        <div className="space-y-5">
          <Overrides
            detail={detail}
            assignmentId={competition.id}
            userId={id.data}
            zone={competition.timezone}
          />
          <OverrideForm assignmentId={competition.id} userId={id.data} items={detail.items} />
        </div>
      </Card>
      <Card title={t('breaches')}>
        <div className="space-y-5">
          {detail.breaches.length === 0 ? <EmptyState title={t('noBreach')} /> : null}
          {detail.breaches.map((breach) => (
            <Breach
              key={breach.id}
              breach={breach}
              assignmentId={competition.id}
              zone={competition.timezone}
            />
          ))}
          <BreachForm assignmentId={competition.id} userId={id.data} factor={String(detail.breachFactor)} />
        </div>
      </Card>
    </div>
  );
}

async function Items({ detail }: { readonly detail: StudentGradeDetail }) {
  const [t, tGrades] = await Promise.all([getTranslations('grades.staff'), getTranslations('grades')]);
  const titles = Object.fromEntries(detail.items.map((each) => [each.id, each.title]));
  return (
    <Table
      label={tGrades('items')}
      rows={detail.grade.items}
      rowKey={(row) => row.id}
      columns={[
        { key: 'item', title: t('item'), cell: (row) => titles[row.id] ?? row.id },
        {
          key: 'points',
          title: tGrades('points'),
          numeric: true,
          cell: (row) => tGrades('pointsOf', { points: row.points, of: row.possible }),
        },
        {
          key: 'why',
          title: tGrades('reason'),
          cell: (row) => (
            <span className="text-muted [overflow-wrap:anywhere]">
              <WhyText why={row.why} titles={titles} />
            </span>
          ),
        },
      ]}
    />
  );
}

async function Overrides({
  detail,
  assignmentId,
  userId,
  zone,
}: {
  readonly detail: StudentGradeDetail;
  readonly assignmentId: string;
  readonly userId: string;
  readonly zone: string;
}) {
  const t = await getTranslations('grades.staff');
  if (detail.overrides.length === 0) return <p className="text-sm text-muted">{t('noOverride')}</p>;
  const titles = new Map(detail.items.map((each) => [each.id, each.title]));
  return (
    <ul className="divide-y divide-line text-sm">
      {detail.overrides.map((each, index) => (
        <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
          <span className="font-medium">{titles.get(each.item) ?? each.item}</span>
          <span className="tabular-nums">{each.points}</span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{each.reason}</span>
          <span className="text-muted">
            {each.by} · <Time at={each.at} zone={zone} short />
          </span>
          <span className="ml-auto">
            {each.removedAt ? (
              <Chip>{t('undone')}</Chip>
            ) : (
              <ActionButton
                action={removeOverrideAction.bind(null, assignmentId, userId, each.item)}
                label={t('undoOf', { item: titles.get(each.item) ?? each.item })}
              >
                {t('undo')}
              </ActionButton>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

async function Breach({
  breach,
  assignmentId,
  zone,
}: {
  readonly breach: GivenBreach;
  readonly assignmentId: string;
  readonly zone: string;
}) {
  const [t, tGrades] = await Promise.all([getTranslations('grades.staff'), getTranslations('grades')]);
  return (
    <section className="space-y-2 rounded-md border border-line p-3 text-sm" aria-label={breach.kind}>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold [overflow-wrap:anywhere]">{breach.kind}</h3>
        <span className="tabular-nums">× {breach.factor}</span>
        {breach.withdrawnAt ? <Chip>{tGrades('withdrawn')}</Chip> : null}
        <span className="ml-auto text-muted">
          {breach.by} · <Time at={breach.at} zone={zone} short />
        </span>
      </div>
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{breach.evidence}</p>
      <p className="text-muted [overflow-wrap:anywhere]">
        {breach.reply === null ? t('noReply') : t('reply', { reply: breach.reply })}
      </p>
      {breach.withdrawnAt ? null : (
        <ActionButton action={withdrawAction.bind(null, assignmentId, breach.id)}>
          {t('withdraw')}
        </ActionButton>
      )}
    </section>
  );
}
