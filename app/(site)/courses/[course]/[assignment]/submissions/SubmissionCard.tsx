import { Download, Star } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip, StatusChip } from '@/app/_ui/Chip';
import { cx } from '@/app/_ui/cx';
import { Time } from '@/app/_ui/Time.client';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';
import type { OwnSubmission } from '@/lib/submission/my-submissions';
import { selectFinalAction } from '../actions';
import { Description } from './Description.client';

/** One of one's own submissions: what was sent, how it stands, whether it counts. */
export async function SubmissionCard({
  submission,
  view,
}: {
  readonly submission: OwnSubmission;
  readonly view: AssignmentView;
}) {
  const t = await getTranslations('site.submissions');
  const isOver = new Date(view.now) >= new Date(view.closesAt);
  return (
    <article
      className={cx(
        'rounded-lg border bg-surface p-4',
        submission.selected ? 'border-accent' : 'border-line',
      )}
      aria-label={t('number', { number: submission.id })}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="font-semibold tabular-nums">#{submission.id}</h3>
        <StatusChip status={submission.status} />
        {submission.selected ? (
          <Chip tone="accent" icon={Star}>
            {t('final')}
          </Chip>
        ) : null}
        {submission.late ? <Chip tone="warn">{t('late')}</Chip> : null}
        <span className="text-sm text-muted">
          <Time at={submission.acceptedAt} zone={view.timezone} short />
        </span>
        <Scores submission={submission} view={view} />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <Description id={submission.id} text={submission.description} />
        <a
          href={`/api/submissions/${submission.id}/file`}
          className="inline-flex min-w-0 items-center gap-1 text-accent hover:underline"
        >
          <Download aria-hidden className="size-3.5 shrink-0" />
          <span className="[overflow-wrap:anywhere]">{submission.fileName}</span>
        </a>
        {submission.selectable && !isOver ? (
          <ActionButton
            className="ml-auto"
            pressed={submission.selected}
            label={t(submission.selected ? 'unselectNumber' : 'selectNumber', { number: submission.id })}
            disabled={!submission.selected && view.finals.selected >= view.finals.places}
            action={selectFinalAction.bind(null, submission.id, !submission.selected)}
          >
            {t(submission.selected ? 'unselect' : 'select')}
          </ActionButton>
        ) : null}
      </div>
      {submission.queuePlace !== null ? (
        <p className="mt-2 text-sm text-muted">{t('place', { place: submission.queuePlace + 1 })}</p>
      ) : null}
      {submission.invalidatedReason !== null ? (
        <Callout tone="warn" className="mt-3" title={t('takenBack')}>
          <p>{submission.invalidatedReason}</p>
        </Callout>
      ) : null}
      {submission.status === 'failed' ? <Callout tone="warn" className="mt-3" title={t('failed')} /> : null}
      {submission.problems.length > 0 ? (
        <details className="mt-3 text-sm">
          <summary className="font-medium text-bad">
            {t('problems', { count: submission.problemCount })}
          </summary>
          <ul className="mt-2 list-disc space-y-1 pl-5">
            {submission.problems.map((problem, index) => (
              <li key={index} className="[overflow-wrap:anywhere]">
                {problem.message}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </article>
  );
}

async function Scores({
  submission,
  view,
}: {
  readonly submission: OwnSubmission;
  readonly view: AssignmentView;
}) {
  const t = await getTranslations('site.submissions');
  if (submission.status !== 'scored') return null;
  const show = (score: number | null): string => (score === null ? '–' : formatScore(score, view.precision));
  return (
    <dl className="ml-auto flex gap-5 text-right text-sm tabular-nums">
      {view.phase === 'revealed' ? (
        <div>
          <dt className="text-xs text-muted">{t('private')}</dt>
          <dd className="font-mono font-semibold">{show(submission.privateScore)}</dd>
        </div>
      ) : null}
      <div>
        <dt className="text-xs text-muted">{t('public')}</dt>
        <dd className="font-mono font-semibold">{show(submission.publicScore)}</dd>
      </div>
    </dl>
  );
}
