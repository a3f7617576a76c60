import { getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { LinkButton } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { ScoreOverTime } from '@/app/_ui/charts/ScoreOverTime';
import { Card, EmptyState } from '@/app/_ui/Layout';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { SubmissionCard } from './SubmissionCard';

export default async function SubmissionsPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [view, viewer, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    getTranslations('site.submissions'),
  ]);
  const history = await mySubmissions(viewer, view.competitionId);
  const submissions = history.ok ? history.value.submissions : [];
  if (submissions.length === 0) {
    const submit = (
      <LinkButton kind="primary" href={`/courses/${view.courseSlug}/${view.slug}/submit`}>
        {t('first')}
      </LinkButton>
    );
    return (
      <EmptyState title={t('none')} action={view.canSubmit ? submit : null}>
        {t('noneHint')}
      </EmptyState>
    );
  }
  const board = await readBoard(viewer, view.competitionId, 'public');
  const baselines = board.ok
    ? parseBoard(board.value)
        .rows.filter((row) => row.kind === 'baseline')
        .map((row) => ({ name: row.name, score: Number(row.score) }))
    : [];
  const points = submissions.flatMap((each) =>
    each.publicScore === null || each.invalidatedReason !== null
      ? []
      : [{ at: each.acceptedAt, score: each.publicScore, label: `#${each.id}` }],
  );
  return (
    <div className="space-y-6">
      <Selection view={view} />
      {points.length > 0 ? (
        <Card>
          <ScoreOverTime
            points={points}
            baselines={baselines}
            direction={view.metric.direction}
            precision={view.precision}
            zone={view.timezone}
          />
        </Card>
      ) : null}
      <ul className="space-y-3">
        {submissions.map((submission) => (
          <li key={submission.id}>
            <SubmissionCard submission={submission} view={view} />
          </li>
        ))}
      </ul>
    </div>
  );
}

async function Selection({ view }: { readonly view: AssignmentView }) {
  const t = await getTranslations('site.submissions');
  const { selected, places } = view.finals;
  const isOver = new Date(view.now) >= new Date(view.closesAt);
  const left = places - selected;
  return (
    <Callout tone={left === 0 ? 'good' : 'info'} title={t('selected', { selected, places })}>
      <p>{t(isOver ? 'selectionOver' : left === 0 ? 'selectionFull' : 'selectionHint', { left })}</p>
    </Callout>
  );
}
