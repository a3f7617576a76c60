'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { addSolutionAction } from '../actions';

export function AddSolution({ competitionId }: { readonly competitionId: string }) {
  const t = useTranslations('staff.regrade');
  const [state, action, isPending] = useActionState(addSolutionAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-4">
      <input type="hidden" name="competitionId" value={competitionId} />
      <Field id="file" label={t('chooseFile')} hint={t('chooseFileHint')}>
        <Input
          id="file"
          name="file"
          type="file"
          accept=".csv,text/csv"
          required
          aria-describedby="file-hint"
        />
      </Field>
      <Field id="reason" label={t('reason')}>
        <Input id="reason" name="reason" required maxLength={500} />
      </Field>
      <ProblemList problems={state.problems} />
      <Button type="submit" kind="primary" disabled={isPending}>
        {t(isPending ? 'reading' : 'start')}
      </Button>
    </form>
  );
}
