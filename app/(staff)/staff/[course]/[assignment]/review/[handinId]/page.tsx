import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { HandinFiles } from '@/app/_ui/HandinFiles';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { handinFiles } from '@/lib/handin/handin-view';
import { readReview } from '@/lib/review/review';
import { nextAction } from '../actions';
import { ReviewForm } from './ReviewForm.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly handinId: string }>;
}

/** One hand-in: its files beside the rubric. */
export default async function ReviewHandinPage({ params }: Props) {
  const [{ competition }, asked, viewer, t] = await Promise.all([
    readStaffCompetition(params),
    params,
    requireViewer(),
    getTranslations('handin.staff'),
  ]);
  const id = z.coerce.number().int().positive().max(2_147_483_647).safeParse(asked.handinId);
  if (!id.success) notFound();
  const review = foundOr404(await readReview(viewer, id.data));
  if (review.assignmentId !== competition.id) notFound();
  const files = foundOr404(await handinFiles(viewer, id.data));
  const base = `/staff/${asked.course}/${asked.assignment}/review`;
  const { handin } = review;
  return (
    <div className="space-y-6">
      <PageHeader
        title={review.person}
        chip={review.isComplete ? <Chip tone="good">{t('status.done')}</Chip> : undefined}
        actions={
          <ActionButton action={nextAction.bind(null, competition.id, base)}>{t('next')}</ActionButton>
        }
      >
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <Link href={base} className="text-accent hover:underline">
            {t('back')}
          </Link>
          <span>{review.studentId}</span>
          <Time at={handin.receivedAt} zone={competition.timezone} short />
          {handin.lateDays > 0 ? <Chip tone="warn">{t('lateDays', { days: handin.lateDays })}</Chip> : null}
          {handin.reportWords === null ? null : (
            <Chip>{t('reportWords', { count: handin.reportWords })}</Chip>
          )}
          <a href={`/api/handins/${handin.id}/file`} className="text-accent hover:underline">
            {handin.fileName}
          </a>
        </p>
      </PageHeader>
      {review.isTaken ? <Callout tone="warn" title={t('taken', { name: review.reviewer ?? '' })} /> : null}
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <HandinFiles handinId={handin.id} files={files} isOpen />
        <Card title={t('review')} className="xl:sticky xl:top-4">
          <ReviewForm
            handinId={handin.id}
            rubric={review.rubric}
            review={{
              points: review.points,
              comment: review.comment,
              unreasonable: review.unreasonable,
              isComplete: review.isComplete,
            }}
          />
        </Card>
      </div>
    </div>
  );
}
