import { getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { CommentsProvider } from '@/app/_ui/handin/comments.client';
import { SecondLookText } from '@/app/_ui/handin/SecondLookText';
import { ShownFiles } from '@/app/_ui/handin/ShownFiles';
import { Card, EmptyState, KeyValues } from '@/app/_ui/Layout';
import { Markdown } from '@/app/_ui/Markdown';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { ownShare } from '@/lib/gallery/consent';
import { myHandins, type OwnHandins } from '@/lib/handin/handin-view';
import { shownFiles } from '@/lib/handin/rendering/shown-files';
import { rubricParts } from '@/lib/handin/rubric.core';
import { ownReview, type PublishedReview } from '@/lib/review/own-review';
import { AskSecondLook } from './AskSecondLook.client';
import { HandinForm } from './HandinForm.client';

/** Handing code in: what is taken, what was handed in, how staff will see it, and what they said. */
export default async function CodePage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [view, viewer, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    getTranslations('handin'),
  ]);
  const own = foundOr404(await myHandins(viewer, view.competitionId));
  const [last] = own.handins;
  const files = last ? foundOr404(await shownFiles(viewer, last.id)) : [];
  const review = foundOr404(await ownReview(viewer, view.competitionId));
  const comments = review?.comments ?? [];
  const template = (await ownShare(viewer, view.competitionId))?.template ?? null;
  return (
    <div className="space-y-6">
      <KeyValues
        items={[
          { term: t('deadline'), value: <Time at={own.closesAt} zone={view.timezone} /> },
          { term: t('name'), value: <code className="font-mono text-xs">{own.expectedName}</code> },
          { term: t('types'), value: [...own.types, ...(own.takesReport ? ['.pdf'] : [])].join(' ') },
          { term: t('size'), value: t('megabytes', { mb: own.maxMb }) },
          ...(template
            ? [
                {
                  term: t('template'),
                  value: (
                    <a
                      href={`/api/assignments/${view.competitionId}/files/${template.split('/').map(encodeURIComponent).join('/')}`}
                      className="text-accent hover:underline"
                      download
                    >
                      {template.split('/').at(-1)}
                    </a>
                  ),
                },
              ]
            : []),
          {
            term: t('late'),
            value: own.late
              ? t('latePenalty', {
                  percent: Number(own.late.penalty_per_day) * 100,
                  days: own.late.max_days,
                })
              : t('noLate'),
          },
        ]}
      />
      {review ? <Marks review={review} rubric={own.rubric} zone={view.timezone} /> : null}
      {own.isOpen ? (
        <Card title={t(last ? 'again' : 'first')}>
          <HandinForm assignmentId={view.competitionId} expectedName={own.expectedName} />
        </Card>
      ) : (
        <Callout tone="info" title={t('closed')} />
      )}
      {last ? (
        <>
          <section className="space-y-3" aria-labelledby="seen">
            <h2 id="seen" className="text-base font-semibold">
              {t('asSeen')}
            </h2>
            <CommentsProvider key={last.id} initial={comments}>
              <ShownFiles
                address={(index) => `/api/handins/${last.id}/entry?entry=${index}`}
                files={files}
                open={false}
                commented={comments.map((comment) => comment.file)}
              />
            </CommentsProvider>
          </section>
          <Table
            label={t('history')}
            rows={own.handins}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'id',
                title: '#',
                cell: (row) => (
                  <span className="flex gap-2">
                    <a href={`/api/handins/${row.id}/file`} className="text-accent hover:underline">
                      {row.id}
                    </a>
                    {row.id === last.id ? <Chip tone="good">{t('counts')}</Chip> : null}
                    {row.lateDays > 0 ? (
                      <Chip tone="warn">{t('lateDays', { days: row.lateDays })}</Chip>
                    ) : null}
                  </span>
                ),
              },
              {
                key: 'at',
                title: t('receivedAt'),
                cell: (row) => <Time at={row.receivedAt} zone={view.timezone} short />,
              },
              { key: 'files', title: t('files'), numeric: true, cell: (row) => row.entries.length },
              {
                key: 'hash',
                title: 'SHA-256',
                cell: (row) => <code className="font-mono text-xs">{row.sha256.slice(0, 16)}…</code>,
              },
            ]}
          />
        </>
      ) : (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      )}
    </div>
  );
}

async function Marks({
  review,
  rubric,
  zone,
}: {
  readonly review: PublishedReview;
  readonly rubric: OwnHandins['rubric'];
  readonly zone: string;
}) {
  const [t, tLook] = await Promise.all([getTranslations('handin'), getTranslations('secondLook')]);
  return (
    <Card title={t('marks')}>
      <ul className="divide-y divide-line">
        {rubricParts(rubric).map((part) => {
          const request = review.requests.find((each) => each.itemKey === part.key);
          return (
            <li key={part.key} className="space-y-2 py-2">
              <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <h3 className="text-sm font-normal">{part.title}</h3>
                <div className="flex flex-wrap items-center gap-2 text-sm font-medium tabular-nums">
                  {t('pointsOf', { points: review.points[part.key] ?? '–', of: part.points })}
                  {request ? null : (
                    <AskSecondLook handinId={review.handinId} itemKey={part.key} title={part.title} />
                  )}
                </div>
              </div>
              {request ? <SecondLookText request={request} zone={zone} /> : null}
            </li>
          );
        })}
      </ul>
      {review.isOpenAgain ? (
        <Callout tone="info" title={tLook('openAgain')} className="mt-3">
          {tLook('openAgainHint')}
        </Callout>
      ) : null}
      {review.unreasonable ? (
        <div className="mt-3">
          <Callout tone="warn" title={t('unreasonable')} />
        </div>
      ) : null}
      {review.comment ? (
        <div className="mt-4">
          <Markdown source={review.comment} />
        </div>
      ) : null}
    </Card>
  );
}
