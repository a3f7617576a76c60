'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { invalidateAction } from '../../actions';

/** Takes a submission back with a reason, or restores it. */
export function Invalidate({ id, isInvalidated }: { readonly id: number; readonly isInvalidated: boolean }) {
  const t = useTranslations('staff.submissions');
  const [state, action, isPending] = useActionState(invalidateAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="id" value={id} />
      {isInvalidated ? null : (
        <Field id="reason" label={t('reason')} hint={t('reasonHint')}>
          <Input id="reason" name="reason" required maxLength={500} aria-describedby="reason-hint" />
        </Field>
      )}
      <ProblemList problems={state.problems} />
      <Button kind={isInvalidated ? 'plain' : 'danger'} type="submit" disabled={isPending}>
        {t(isInvalidated ? 'restore' : 'takeBack')}
      </Button>
    </form>
  );
}
