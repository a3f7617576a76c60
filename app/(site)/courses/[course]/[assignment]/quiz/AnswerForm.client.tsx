'use client';

import { CircleCheck } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input } from '@/app/_ui/Field';
import type { AnswerValue, StudentQuestion } from '@/lib/quiz/quiz.types';
import { saveAnswerAction } from './actions';

interface Props {
  readonly assignmentId: string;
  readonly zone: string;
  readonly question: Pick<StudentQuestion, 'id' | 'kind' | 'options'>;
  readonly saved: { readonly value: AnswerValue; readonly at: string } | null;
}

/** The answer of one question: a choice is saved at once, what is typed with the button. Says when it was saved. */
export function AnswerForm({ assignmentId, zone, question, saved }: Props) {
  const t = useTranslations('quiz');
  const [chosen, setChosen] = useState<AnswerValue | null>(saved?.value ?? null);
  const [savedAt, setSavedAt] = useState<string | null>(saved?.at ?? null);
  const [problems, setProblems] = useState<readonly { readonly message: string }[]>([]);
  const [isSaving, start] = useTransition();
  const save = (value: AnswerValue): void => {
    setChosen(value);
    start(async () => {
      try {
        const outcome = await saveAnswerAction(assignmentId, question.id, value);
        setProblems(outcome.ok ? [] : outcome.problems);
        if (outcome.ok) setSavedAt(outcome.savedAt);
      } catch {
        setProblems([{ message: t('notSaved') }]);
      }
    });
  };
  return (
    <div className="space-y-3">
      <Control question={question} chosen={chosen} save={save} isSaving={isSaving} />
      <ProblemList problems={problems} />
      <SavedAt at={savedAt} zone={zone} isSaving={isSaving} hasProblems={problems.length > 0} />
    </div>
  );
}

function SavedAt(props: {
  readonly at: string | null;
  readonly zone: string;
  readonly isSaving: boolean;
  readonly hasProblems: boolean;
}) {
  const t = useTranslations('quiz');
  const format = useFormatter();
  const time = (at: string): string =>
    format.dateTime(new Date(at), {
      timeZone: props.zone,
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  return (
    <p role="status" className="flex min-h-5 items-center gap-1.5 text-sm text-muted">
      {props.isSaving ? (
        t('saving')
      ) : props.at === null ? (
        t('nothingSaved')
      ) : (
        <>
          {props.hasProblems ? null : <CircleCheck aria-hidden className="size-4 text-good" />}
          {t(props.hasProblems ? 'lastSavedAt' : 'savedAt', { time: time(props.at) })}
        </>
      )}
    </p>
  );
}

function Control({
  question,
  chosen,
  save,
  isSaving,
}: {
  readonly question: Props['question'];
  readonly chosen: AnswerValue | null;
  readonly save: (value: AnswerValue) => void;
  readonly isSaving: boolean;
}) {
  const t = useTranslations('quiz');
  switch (question.kind) {
    case 'hessian':
    case 'single_choice':
      return (
        <fieldset className="space-y-2">
          <legend className="sr-only">{t('yourAnswer')}</legend>
          {question.options.map((option, index) => (
            <label key={option} className="flex items-start gap-2 text-sm">
              <input
                type="radio"
                name={`answer-${question.id}`}
                checked={chosen?.kind === 'option' && chosen.option === index}
                onChange={() => save({ kind: 'option', option: index })}
                className="mt-0.5 size-4 accent-(--accent)"
              />
              <span className="[overflow-wrap:anywhere]">{option}</span>
            </label>
          ))}
        </fieldset>
      );
    case 'multiple_choice': {
      const ticked = new Set(chosen?.kind === 'options' ? chosen.options : []);
      const toggle = (index: number): void => {
        const options = question.options.flatMap((_, at) => (ticked.has(at) !== (at === index) ? [at] : []));
        save({ kind: 'options', options });
      };
      return (
        <fieldset className="space-y-2">
          <legend className="mb-1 text-sm text-muted">{t('severalRight')}</legend>
          {question.options.map((option, index) => (
            <Checkbox
              key={option}
              label={option}
              checked={ticked.has(index)}
              onChange={() => toggle(index)}
            />
          ))}
        </fieldset>
      );
    }
    case 'number':
    case 'short_text':
      return <Typed question={question} chosen={chosen} save={save} isSaving={isSaving} />;
  }
}

function Typed({
  question,
  chosen,
  save,
  isSaving,
}: {
  readonly question: Props['question'];
  readonly chosen: AnswerValue | null;
  readonly save: (value: AnswerValue) => void;
  readonly isSaving: boolean;
}) {
  const t = useTranslations('quiz');
  const isNumber = question.kind === 'number';
  const before = chosen && 'text' in chosen ? chosen.text : '';
  return (
    <form
      className="flex max-w-md flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get('answer') ?? '');
        save({ kind: isNumber ? 'number' : 'text', text });
      }}
    >
      <div className="min-w-0 flex-1">
        <Field
          id={`answer-${question.id}`}
          label={t('yourAnswer')}
          {...(isNumber ? { hint: t('numberHint') } : {})}
        >
          <Input
            id={`answer-${question.id}`}
            name="answer"
            defaultValue={before}
            maxLength={500}
            inputMode={isNumber ? 'decimal' : 'text'}
            autoComplete="off"
            required
            {...(isNumber ? { 'aria-describedby': `answer-${question.id}-hint` } : {})}
          />
        </Field>
      </div>
      <Button type="submit" disabled={isSaving}>
        {t('save')}
      </Button>
    </form>
  );
}
