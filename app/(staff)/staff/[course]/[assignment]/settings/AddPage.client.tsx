'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { addPageAction } from './actions';

/** Adds an empty page to the assignment; it is written where it then stands. */
export function AddPage({ competitionId }: { readonly competitionId: string }) {
  const t = useTranslations('staff.settings');
  const [state, action, isPending] = useActionState(addPageAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="competitionId" value={competitionId} />
      <Field id="page-slug" label={t('pageName')} hint={t('pageNameHint')}>
        <Input
          id="page-slug"
          name="slug"
          required
          maxLength={60}
          defaultValue={state.values.slug}
          aria-describedby="page-slug-hint"
        />
      </Field>
      <ProblemList problems={state.problems} />
      <Button type="submit" disabled={isPending}>
        {t('addPage')}
      </Button>
    </form>
  );
}
