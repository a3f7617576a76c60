import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { LinkButton } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { reviewQueue, type QueueLine } from '@/lib/review/queue';
import { secondLookQueue } from '@/lib/review/second-look';
import { nextAction, publishAction } from './actions';

const TONES = { waiting: 'neutral', taken: 'accent', done: 'good' } as const;

/** Every student's hand-in and how its review stands. */
export default async function ReviewPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('handin.staff'),
  ]);
  const queue = await reviewQueue(viewer, competition.id);
  if (!queue.ok) {
    return (
      <>
        <PageHeader title={t('title')} />
        <EmptyState title={t('noHandin')}>{t('noHandinHint')}</EmptyState>
      </>
    );
  }
  const { lines, missing, missingCount, publishedAt, isMasked } = queue.value;
  const [own, tLook] = await Promise.all([getTranslations('review'), getTranslations('secondLook')]);
  const looks = await secondLookQueue(viewer, competition.id);
  const requests = looks.ok ? looks.value : [];
  const base = `/staff/${competition.courseSlug}/${competition.slug}/review`;
  const done = lines.filter((line) => line.status === 'done').length;
  const status = (line: QueueLine) => ({
    value: t(`status.${line.status}`),
    show: <Chip tone={TONES[line.status]}>{t(`status.${line.status}`)}</Chip>,
  });
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('title')}
        actions={
          <>
            <LinkButton href={`${base}/similarity`}>{own('similarity')}</LinkButton>
            {requests.length > 0 ? (
              <LinkButton href={`${base}/requests`}>
                {tLook('open', { count: requests.filter((each) => each.state === 'open').length })}
              </LinkButton>
            ) : null}
            <ActionButton kind="primary" action={nextAction.bind(null, competition.id, base)}>
              {t('next')}
            </ActionButton>
            <ActionButton action={publishAction.bind(null, competition.id, publishedAt === null)}>
              {t(publishedAt === null ? 'publish' : 'hide')}
            </ActionButton>
          </>
        }
      >
        <p className="text-sm text-muted">
          {t('progress', { done, of: lines.length })} ·{' '}
          {publishedAt ? (
            <>
              {t('published')} <Time at={publishedAt} zone={competition.timezone} short />
            </>
          ) : (
            t('notPublished')
          )}
        </p>
      </PageHeader>
      <DataTable
        label={t('title')}
        fileName={`${competition.courseSlug}-${competition.slug}-reviews`}
        empty={<EmptyState title={t('none')} />}
        columns={[
          { key: 'name', title: t('student'), width: 13 },
          { key: 'studentId', title: t('studentId'), width: 8, hidden: true },
          { key: 'status', title: t('state'), width: 8, choices: true },
          { key: 'total', title: t('points'), numeric: true, width: 6 },
          { key: 'reviewer', title: t('reviewer'), width: 10 },
          { key: 'at', title: t('receivedAt'), width: 12 },
          { key: 'late', title: t('late'), numeric: true, width: 6 },
          { key: 'files', title: t('files'), numeric: true, width: 5 },
          { key: 'words', title: t('words'), numeric: true, width: 7 },
          { key: 'characters', title: t('characters'), numeric: true, width: 7, hidden: true },
          { key: 'unreasonable', title: t('unreasonable'), width: 8, choices: true, hidden: true },
        ]}
        rows={lines.map((line) => ({
          id: String(line.handinId),
          href: `${base}/${line.handinId}`,
          cells: {
            name: line.name ?? own('nameless', { number: line.handinId }),
            studentId: line.studentId,
            status: status(line),
            total: line.total === null ? null : Number(line.total),
            reviewer: line.reviewer,
            at: {
              value: line.receivedAt,
              show: <Time at={line.receivedAt} zone={competition.timezone} relative={false} short />,
            },
            late: line.lateDays || null,
            files: line.files,
            words: line.reportWords,
            characters: line.reportCharacters,
            unreasonable: t(line.unreasonable ? 'yes' : 'no'),
          },
        }))}
      />
      {isMasked ? (
        <Callout tone="info" title={own('masked')}>
          {own('maskedHint', { missing: missingCount })}
        </Callout>
      ) : null}
      {missing.length > 0 ? (
        <Card title={t('missing', { count: missing.length })}>
          <ul className="max-h-64 overflow-y-auto text-sm" tabIndex={0}>
            {missing.map((person) => (
              <li key={person.userId} className="flex justify-between gap-3 border-b border-line py-1.5">
                <span className="[overflow-wrap:anywhere]">{person.name}</span>
                <span className="text-muted">{person.studentId}</span>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}
