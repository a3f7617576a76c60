import { CircleCheck, Circle } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { readHandinSummary } from '@/app/_data/handin';
import { readQuizSummary } from '@/app/_data/quiz';
import { Card } from '@/app/_ui/Layout';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';

/** What to do next: a list that knows what has been done. */
export async function NextSteps({ view }: { readonly view: AssignmentView }) {
  const t = await getTranslations('site.steps');
  const base = `/courses/${view.courseSlug}/${view.slug}`;
  const { places, selected } = view.finals;
  const quiz = await readQuizSummary(view.competitionId);
  const tQuiz = await getTranslations('quiz');
  const handin = await readHandinSummary(view.competitionId);
  const tHandin = await getTranslations('handin');
  const steps = [
    ...(view.rules.required
      ? [{ done: view.rules.accepted, label: t('rules'), href: `${base}/submit` }]
      : []),
    { done: view.submissions.total > 0, label: t('firstSubmission'), href: `${base}/submit` },
    { done: view.submissions.scored > 0, label: t('scored'), href: `${base}/submissions` },
    { done: selected >= places, label: t('finals', { selected, places }), href: `${base}/submissions` },
    ...(quiz
      ? [
          {
            done: quiz.answered >= quiz.questions,
            label: tQuiz('step', { answered: quiz.answered, questions: quiz.questions }),
            href: `${base}/quiz`,
          },
        ]
      : []),
    ...(handin ? [{ done: handin.handedIn, label: tHandin('step'), href: `${base}/code` }] : []),
  ];
  return (
    <Card title={t('title')} className="self-start">
      <ol className="space-y-2 text-sm">
        {steps.map((step) => (
          <li key={step.label} className="flex items-start gap-2">
            {step.done ? (
              <CircleCheck aria-label={t('done')} className="mt-0.5 size-4 shrink-0 text-good" />
            ) : (
              <Circle aria-label={t('toDo')} className="mt-0.5 size-4 shrink-0 text-muted" />
            )}
            <Link href={step.href} className="underline-offset-2 hover:underline">
              {step.label}
            </Link>
          </li>
        ))}
      </ol>
      {view.canSubmit ? <p className="mt-3 text-xs text-muted">{t('finalsHint', { places })}</p> : null}
    </Card>
  );
}
