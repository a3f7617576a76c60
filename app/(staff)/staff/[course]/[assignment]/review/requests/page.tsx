import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { SecondLookText } from '@/app/_ui/handin/SecondLookText';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { secondLookQueue } from '@/lib/review/second-look';
import { AnswerButtons } from './AnswerButtons.client';

/** What students asked to have looked at again: the open requests first. */
export default async function RequestsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t, own] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('secondLook'),
    getTranslations('review'),
  ]);
  const requests = foundOr404(await secondLookQueue(viewer, competition.id));
  const base = `/staff/${competition.courseSlug}/${competition.slug}/review`;
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')}>
        <p className="text-sm text-muted">
          <Link href={base} className="text-accent hover:underline">
            {t('back')}
          </Link>
        </p>
      </PageHeader>
      {requests.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
      {requests.map((request) => (
        <Card
          key={request.id}
          title={
            <Link href={`${base}/${request.handinId}`} className="text-accent hover:underline">
              {request.name ?? own('nameless', { number: request.handinId })}: {request.itemTitle}
            </Link>
          }
        >
          <div className="space-y-3">
            <SecondLookText request={request} zone={competition.timezone} by={request.decidedBy} />
            {request.state === 'open' ? <AnswerButtons requestId={request.id} base={base} /> : null}
          </div>
        </Card>
      ))}
    </div>
  );
}
