import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { SecondLookText } from '@/app/_ui/handin/SecondLookText';
import { ShownFiles } from '@/app/_ui/handin/ShownFiles';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { shownFiles } from '@/lib/handin/rendering/shown-files';
import { rubricParts } from '@/lib/handin/rubric.core';
import { lineComments } from '@/lib/review/comments';
import { readReview, type ReviewView } from '@/lib/review/review';
import { secondLookQueue, type SecondLookLine } from '@/lib/review/second-look';
import { listSnippets } from '@/lib/review/snippets';
import { nextAction } from '../actions';
import { AnswerButtons } from '../requests/AnswerButtons.client';
import { Unmask } from './Unmask.client';
import { Workbench } from './Workbench.client';

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
  const [files, comments, snippets, looks] = await Promise.all([
    shownFiles(viewer, id.data).then(foundOr404),
    lineComments(viewer, id.data).then(foundOr404),
    listSnippets(viewer, competition.id).then(foundOr404),
    secondLookQueue(viewer, competition.id).then(foundOr404),
  ]);
  const own = await getTranslations('review');
  const base = `/staff/${asked.course}/${asked.assignment}/review`;
  const { handin } = review;
  return (
    <div className="space-y-6">
      <PageHeader
        title={review.person ?? own('nameless', { number: review.handin.id })}
        chip={review.isComplete ? <Chip tone="good">{t('status.done')}</Chip> : undefined}
        actions={
          <ActionButton action={nextAction.bind(null, competition.id, base)}>{t('next')}</ActionButton>
        }
      >
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <Link href={base} className="text-accent hover:underline">
            {t('back')}
          </Link>
          {review.studentId ? <span>{review.studentId}</span> : null}
          {review.mayUnmask ? <Unmask handinId={handin.id} /> : null}
          <Time at={handin.receivedAt} zone={competition.timezone} short />
          {handin.lateDays > 0 ? <Chip tone="warn">{t('lateDays', { days: handin.lateDays })}</Chip> : null}
          {handin.reportWords === null ? (
            handin.entries.some(({ path }) => /\.pdf$/i.test(path)) ? (
              <Chip tone="neutral">{t('reportNotCountable')}</Chip>
            ) : null
          ) : (
            <Chip tone={isOver(handin.reportWords, review.reportWordsMax) ? 'warn' : 'neutral'}>
              {t('reportWords', { count: handin.reportWords })}
              {handin.reportCharacters === null
                ? null
                : `, ${t('reportCharacters', { count: handin.reportCharacters })}`}
              {review.reportWordsMax === null
                ? null
                : ` / ${own('wordsMax', { max: review.reportWordsMax })}`}
            </Chip>
          )}
          <a href={`/api/handins/${handin.id}/file`} className="text-accent hover:underline">
            {handin.fileName}
          </a>
        </p>
      </PageHeader>
      {review.isTaken ? <Callout tone="warn" title={t('taken', { name: review.reviewer ?? '' })} /> : null}
      <Requests
        lines={looks.filter((each) => each.handinId === handin.id)}
        base={base}
        zone={competition.timezone}
      />
      <Workbench
        // Another person's save, or one's own, makes the form anew from what is stored.
        key={`${handin.id} ${review.isComplete}`}
        handinId={handin.id}
        assignmentId={competition.id}
        rubric={review.rubric}
        parts={rubricParts(review.rubric)}
        review={{
          points: review.points,
          comment: review.comment,
          unreasonable: review.unreasonable,
          isComplete: review.isComplete,
          savedAt: review.savedAt,
        }}
        comments={comments}
        snippets={snippets}
        next={nextAction.bind(null, competition.id, base)}
      >
        <ShownFiles
          address={(index) => `/api/handins/${handin.id}/entry?entry=${index}`}
          files={files}
          open
          commented={comments.map((comment) => comment.file)}
        />
      </Workbench>
      <Earlier review={review} zone={competition.timezone} />
    </div>
  );
}

const isOver = (words: number, max: number | null): boolean => max !== null && words > max;

/** What the review said before it was changed. */
async function Earlier({ review, zone }: { readonly review: ReviewView; readonly zone: string }) {
  const t = await getTranslations('review');
  if (review.versions.length === 0) return null;
  return (
    <Card title={t('earlier')}>
      <ul className="space-y-3 text-sm">
        {review.versions.map((version) => (
          <li key={version.number}>
            <p className="text-muted">
              {version.number} · {version.reviewer} · <Time at={version.completedAt} zone={zone} short /> –{' '}
              <Time at={version.replacedAt} zone={zone} short />
            </p>
            <p className="tabular-nums">
              {rubricParts(review.rubric)
                .map((part) => `${part.title}: ${version.points[part.key] ?? '–'}`)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What the student asked to have looked at again, with the answers. */
async function Requests({
  lines,
  base,
  zone,
}: {
  readonly lines: readonly SecondLookLine[];
  readonly base: string;
  readonly zone: string;
}) {
  const t = await getTranslations('secondLook');
  if (lines.length === 0) return null;
  return (
    <Card title={t('title')}>
      <div className="space-y-4">
        {lines.map((line) => (
          <div key={line.id} className="space-y-2">
            <h3 className="text-sm font-semibold">{line.itemTitle}</h3>
            <SecondLookText request={line} zone={zone} by={line.decidedBy} />
            {line.state === 'open' ? <AnswerButtons requestId={line.id} base={base} /> : null}
          </div>
        ))}
      </div>
    </Card>
  );
}
