import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { readQuiz } from '@/app/_data/quiz';
import { Callout } from '@/app/_ui/Callout';
import { EmptyState, KeyValues } from '@/app/_ui/Layout';
import { Countdown, Time } from '@/app/_ui/Time.client';
import { lastMinute } from '@/lib/assignment/deadline.core';
import type { QuizView } from '@/lib/quiz/quiz-view';
import { Checkpoint } from './Checkpoint';
import { QuestionCard } from './QuestionCard';

export default async function QuizPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [quiz, t] = await Promise.all([readQuiz(params), getTranslations('quiz')]);
  if (quiz.status === 'before') {
    return (
      <EmptyState title={t('before')}>
        <Time at={quiz.opensAt} zone={quiz.timezone} />
      </EmptyState>
    );
  }
  const hessian = quiz.questions.find((question) => question.kind === 'hessian');
  return (
    <div className="space-y-6">
      <Standing quiz={quiz} />
      {hessian?.thresholds && quiz.hasCheckpoint ? (
        <Checkpoint
          assignmentId={quiz.assignmentId}
          isImported={quiz.isImported}
          thresholds={hessian.thresholds}
          isReleased={quiz.status === 'released'}
        />
      ) : null}
      {quiz.questions.map((question, index) => (
        <QuestionCard key={question.id} quiz={quiz} question={question} number={index + 1} />
      ))}
    </div>
  );
}

async function Standing({ quiz }: { readonly quiz: QuizView }) {
  const t = await getTranslations('quiz');
  const answered = quiz.questions.filter((question) => question.saved !== null).length;
  const closes = lastMinute(new Date(quiz.closesAt)).toISOString();
  return (
    <div className="space-y-4">
      <KeyValues
        items={[
          {
            term: t('deadline'),
            value: (
              <>
                <Time at={closes} zone={quiz.timezone} relative={false} />
                {quiz.status === 'open' ? (
                  <span className="block text-muted">
                    <Countdown until={quiz.closesAt} serverNow={quiz.now} />
                  </span>
                ) : null}
                {quiz.isExtended ? <span className="block text-muted">{t('extended')}</span> : null}
              </>
            ),
          },
          { term: t('answered'), value: t('answeredOf', { answered, of: quiz.questions.length }) },
          ...(quiz.total
            ? [
                {
                  term: t('points'),
                  value: t('pointsOf', { points: quiz.total.points, of: quiz.total.possible }),
                },
              ]
            : []),
        ]}
      />
      {quiz.status === 'open' ? <p className="max-w-prose text-sm text-muted">{t('openHint')}</p> : null}
      {quiz.status === 'closed' ? (
        <Callout tone="info" title={t('closed')}>
          <p>{t(quiz.release === 'manual' ? 'closedManual' : 'closedHint')}</p>
        </Callout>
      ) : null}
      {quiz.status === 'released' ? <Callout tone="good" title={t('released')} /> : null}
    </div>
  );
}
