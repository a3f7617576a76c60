'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import type { StudentQuestion } from '@/lib/quiz/quiz.types';
import { acceptAction } from './actions';

/** Lets a further answer count as right, for one student or for all. */
export function AcceptAnswer({
  assignmentId,
  questions,
  people,
}: {
  readonly assignmentId: string;
  readonly questions: readonly StudentQuestion[];
  readonly people: readonly { readonly userId: string; readonly name: string }[];
}) {
  const t = useTranslations('quiz.staff');
  const [questionId, setQuestion] = useState(questions[0]?.id ?? '');
  const [state, action, isPending] = useActionState(acceptAction, { problems: [], values: {}, done: 0 });
  const question = questions.find((each) => each.id === questionId);
  if (!question) return null;
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <p className="max-w-prose text-sm text-muted sm:col-span-2">{t('acceptAbout')}</p>
      <input type="hidden" name="assignmentId" value={assignmentId} />
      <input type="hidden" name="kind" value={question.kind} />
      <Field id="accept-question" label={t('question')}>
        <Select
          id="accept-question"
          name="questionId"
          value={questionId}
          onChange={(event) => setQuestion(event.target.value)}
        >
          {questions.map((each) => (
            <option key={each.id} value={each.id}>
              {each.id}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="accept-who" label={t('who')}>
        <Select id="accept-who" name="userId">
          <option value="">{t('everyone')}</option>
          {people.map((person) => (
            <option key={person.userId} value={person.userId}>
              {person.name}
            </option>
          ))}
        </Select>
      </Field>
      <Answer key={question.id} question={question} />
      <Field id="accept-reason" label={t('reason')}>
        <Input id="accept-reason" name="reason" required maxLength={500} />
      </Field>
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('accepted')} /> : null}
        <Button type="submit" kind="primary" disabled={isPending}>
          {t('acceptDo')}
        </Button>
      </div>
    </form>
  );
}

function Answer({ question }: { readonly question: StudentQuestion }) {
  const t = useTranslations('quiz.staff');
  if (question.kind === 'hessian' || question.kind === 'single_choice') {
    return (
      <Field id="accept-answer" label={t('answer')}>
        <Select id="accept-answer" name="answer">
          {question.options.map((option, index) => (
            <option key={option} value={index + 1}>
              {option}
            </option>
          ))}
        </Select>
      </Field>
    );
  }
  const hint = t(question.kind === 'multiple_choice' ? 'optionsHint' : 'typedHint');
  return (
    <Field id="accept-answer" label={t('answer')} hint={hint}>
      <Input
        id="accept-answer"
        name="answer"
        required
        maxLength={500}
        aria-describedby="accept-answer-hint"
      />
    </Field>
  );
}
