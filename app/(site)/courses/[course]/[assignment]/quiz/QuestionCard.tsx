import { getTranslations } from 'next-intl/server';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { Card } from '@/app/_ui/Layout';
import { Markdown } from '@/app/_ui/Markdown';
import { Time } from '@/app/_ui/Time.client';
import type { QuestionView, QuizView } from '@/lib/quiz/quiz-view';
import { AnswerForm } from './AnswerForm.client';

/** One question: its text, the answer (to change while the quiz is open), what was saved when, and after the release what is right. */
export async function QuestionCard({
  quiz,
  question,
  number,
}: {
  readonly quiz: QuizView;
  readonly question: QuestionView;
  readonly number: number;
}) {
  const t = await getTranslations('quiz');
  return (
    <Card
      title={<span id={`question-${question.id}`}>{t('question', { number })}</span>}
      actions={<Chip>{t('worth', { points: question.points })}</Chip>}
    >
      <div className="space-y-4">
        <Markdown source={question.text} />
        {quiz.status === 'open' ? (
          <AnswerForm
            assignmentId={quiz.assignmentId}
            zone={quiz.timezone}
            question={{ id: question.id, kind: question.kind, options: question.options }}
            saved={question.saved}
          />
        ) : (
          <p className="text-sm">
            {question.saved ? (
              <>
                {t('yourAnswer')} <strong className="[overflow-wrap:anywhere]">{question.saved.text}</strong>
              </>
            ) : (
              t('noAnswer')
            )}
          </p>
        )}
        {question.released ? <Outcome question={question} /> : null}
        {question.history.length > 0 ? (
          <details className="text-sm">
            <summary className="text-muted">{t('history', { count: question.history.length })}</summary>
            <ol className="mt-2 space-y-1">
              {question.history.map((each) => (
                <li key={each.at} className="flex flex-wrap gap-x-3">
                  <Time at={each.at} zone={quiz.timezone} />
                  <span className="[overflow-wrap:anywhere]">{each.text}</span>
                </li>
              ))}
            </ol>
          </details>
        ) : null}
      </div>
    </Card>
  );
}

async function Outcome({ question }: { readonly question: QuestionView }) {
  const t = await getTranslations('quiz');
  const { released } = question;
  if (!released) return null;
  return (
    <Callout
      tone={released.right ? 'good' : 'info'}
      title={t(released.right ? 'right' : 'notRight', { points: released.points, of: released.possible })}
    >
      <p className="[overflow-wrap:anywhere]">
        {released.rightAnswer === null
          ? t('staffDecided')
          : t('rightAnswer', { answer: released.rightAnswer })}
      </p>
    </Callout>
  );
}
