'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { addPlatformAction } from './actions';

const FIELDS = ['name', 'issuer', 'clientId', 'deploymentId', 'authUrl', 'tokenUrl', 'jwksUrl'] as const;

/** What the platform's administrator gives for the registered tool. */
export function AddPlatform({ course }: { readonly course: string }) {
  const t = useTranslations('lti.staff');
  const [state, action, isPending] = useActionState(addPlatformAction, { problems: [], values: {}, done: 0 });
  return (
    <form key={state.done} action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="course" value={course} />
      {FIELDS.map((name) => {
        const wrong = state.problems.find((problem) => problem.field === name);
        return (
          <Field
            key={name}
            id={`lti-${name}`}
            label={t(`field.${name}`)}
            hint={t(`hint.${name}`)}
            error={wrong?.message}
          >
            <Input
              id={`lti-${name}`}
              name={name}
              required
              autoComplete="off"
              type={name.endsWith('Url') ? 'url' : 'text'}
              defaultValue={state.values[name]}
              aria-invalid={wrong !== undefined}
              aria-describedby={`lti-${name}-${wrong ? 'error' : 'hint'}`}
            />
          </Field>
        );
      })}
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems.filter((problem) => !isOfField(problem.field))} />
        <Button type="submit" disabled={isPending}>
          {t('add')}
        </Button>
      </div>
    </form>
  );
}

function isOfField(field: string | undefined): boolean {
  return FIELDS.some((name) => name === field);
}
