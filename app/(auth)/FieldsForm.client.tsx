'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useId } from 'react';
import { FormProblems, useFieldError } from './problem-text.client';
import type { FormState } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';

export interface FormFieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autoComplete: string;
  readonly hint?: string;
}

export const EMPTY_FORM: FormState = { problems: [], values: {}, done: 0 };

/** A form of labelled fields around a server action; it works before, and without, its script. */
export function FieldsForm({
  action,
  fields,
  submit,
  done,
}: {
  readonly action: (state: FormState, form: FormData) => Promise<FormState>;
  readonly fields: readonly FormFieldSpec[];
  readonly submit: string;
  /** Said after a success, for forms that stay where they are. */
  readonly done?: string;
}) {
  const [state, submitForm, isPending] = useActionState(action, EMPTY_FORM);
  const t = useTranslations('auth');
  const errorOf = useFieldError(state.problems);
  const id = useId();
  return (
    <form action={submitForm} className="space-y-4" noValidate>
      <FormProblems problems={state.problems} fields={fields.map((field) => field.name)} />
      {done && state.done > 0 && state.problems.length === 0 ? <Callout tone="good">{done}</Callout> : null}
      {fields.map(({ name, label, type, autoComplete, hint }) => {
        const error = errorOf(name);
        return (
          <Field key={name} id={id + name} label={label} hint={hint} error={error}>
            <Input
              id={id + name}
              name={name}
              type={type}
              autoComplete={autoComplete}
              required
              aria-invalid={error !== undefined}
              aria-describedby={
                `${hint ? `${id + name}-hint` : ''} ${error ? `${id + name}-error` : ''}`.trim() || undefined
              }
              defaultValue={state.values[name] ?? ''}
            />
          </Field>
        );
      })}
      <Button type="submit" kind="primary" disabled={isPending} aria-busy={isPending}>
        {isPending ? t('busy') : submit}
      </Button>
    </form>
  );
}
