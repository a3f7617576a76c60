'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { createTokenAction } from './actions';
import { FormProblems, useFieldError } from '../problem-text.client';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import type { Result } from '@/app/_data/form';

/** Makes a token and shows its secret, this once. */
export function NewToken() {
  const t = useTranslations('auth.account.tokens');
  const [outcome, setOutcome] = useState<Result<string> | null>(null);
  const [isPending, start] = useTransition();
  const problems = outcome && !outcome.ok ? outcome.problems : [];
  const errorOf = useFieldError(problems);
  return (
    <div className="space-y-4">
      {outcome?.ok ? (
        <Callout tone="good" title={t('made')}>
          <code className="block break-all rounded bg-sunken p-2 font-mono text-xs">{outcome.value}</code>
          <p>{t('once')}</p>
        </Callout>
      ) : null}
      <FormProblems problems={problems} fields={['name']} />
      <form
        className="grid items-start gap-3 sm:grid-cols-[1fr_12rem_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          start(async () => {
            const made = await createTokenAction(new FormData(form));
            setOutcome(made);
            if (made.ok) form.reset();
          });
        }}
      >
        <Field id="token-name" label={t('name')} error={errorOf('name')}>
          <Input
            id="token-name"
            name="name"
            maxLength={60}
            placeholder={t('placeholder')}
            aria-invalid={errorOf('name') !== undefined}
          />
        </Field>
        <Field id="token-days" label={t('lifetime')}>
          <Select id="token-days" name="days" defaultValue="180">
            <option value="30">{t('days', { days: 30 })}</option>
            <option value="180">{t('days', { days: 180 })}</option>
            <option value="never">{t('never')}</option>
          </Select>
        </Field>
        <Button type="submit" disabled={isPending} className="sm:mt-6">
          {t('create')}
        </Button>
      </form>
    </div>
  );
}
