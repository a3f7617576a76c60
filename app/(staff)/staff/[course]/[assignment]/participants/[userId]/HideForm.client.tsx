'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { hideAction } from '../../actions';

/** Takes a participant off the boards with a reason, or puts them back. */
export function HideForm({
  participantId,
  isHidden,
}: {
  readonly participantId: string;
  readonly isHidden: boolean;
}) {
  const t = useTranslations('staff.participants');
  const [state, action, isPending] = useActionState(hideAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="participantId" value={participantId} />
      <input type="hidden" name="hidden" value={isHidden ? 'no' : 'yes'} />
      <Field id="hide-reason" label={t('reason')} hint={t('hideHint')}>
        <Input id="hide-reason" name="reason" required maxLength={500} aria-describedby="hide-reason-hint" />
      </Field>
      <ProblemList problems={state.problems} />
      <Button type="submit" kind={isHidden ? 'plain' : 'danger'} disabled={isPending}>
        {t(isHidden ? 'show' : 'hide')}
      </Button>
    </form>
  );
}
