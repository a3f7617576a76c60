'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useId } from 'react';
import { EMPTY_FORM } from '../FieldsForm.client';
import { FormProblems, useFieldError } from '../problem-text.client';
import type { FormState } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Field, Input } from '@/app/_ui/Field';

/** The name on the boards of one course. */
export function DisplayNameForm({
  action,
  course,
  current,
  isStudent,
}: {
  readonly action: (state: FormState, form: FormData) => Promise<FormState>;
  readonly course: string;
  readonly current: string;
  readonly isStudent: boolean;
}) {
  const t = useTranslations('auth.account.displayName');
  const [state, submit, isPending] = useActionState(action, EMPTY_FORM);
  const error = useFieldError(state.problems)('displayName');
  const id = useId();
  const saved = state.done > 0 && state.problems.length === 0 ? t('done') : null;
  return (
    <form action={submit} className="space-y-2">
      <FormProblems problems={state.problems} fields={['displayName']} />
      <Field
        id={id}
        label={course}
        hint={saved ?? (isStudent ? t('studentRule') : t('otherRule'))}
        error={error}
      >
        <div className="flex gap-2">
          <Input
            id={id}
            name="displayName"
            key={state.values.displayName ?? current}
            defaultValue={state.values.displayName ?? current}
            autoComplete="nickname"
            aria-invalid={error !== undefined}
            aria-describedby={`${id}-hint${error ? ` ${id}-error` : ''}`}
          />
          <Button type="submit" disabled={isPending} aria-busy={isPending}>
            {t('submit')}
          </Button>
        </div>
      </Field>
    </form>
  );
}
