'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Textarea } from '@/app/_ui/Field';
import { breachAction } from '../actions';

/** Records a breach of the rules: which rule, how it is known, what it multiplies the grade by. */
export function BreachForm({
  assignmentId,
  userId,
  factor,
}: {
  readonly assignmentId: string;
  readonly userId: string;
  /** The assignment's own. */
  readonly factor: string;
}) {
  const t = useTranslations('grades.staff');
  const [state, action, isPending] = useActionState(breachAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="assignmentId" value={assignmentId} />
      <input type="hidden" name="userId" value={userId} />
      <Field id="breach-kind" label={t('breachKind')}>
        <Input id="breach-kind" name="kind" required maxLength={200} />
      </Field>
      <Field id="breach-factor" label={t('breachFactor')}>
        <Input
          id="breach-factor"
          name="factor"
          inputMode="decimal"
          defaultValue={factor}
          required
          maxLength={6}
        />
      </Field>
      <Field id="breach-evidence" label={t('breachEvidence')}>
        <Textarea id="breach-evidence" name="evidence" required maxLength={4_000} rows={3} />
      </Field>
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? (
          <Callout tone="good" title={t('breachRecorded')} />
        ) : null}
        <Button type="submit" disabled={isPending}>
          {t('recordBreach')}
        </Button>
      </div>
    </form>
  );
}
