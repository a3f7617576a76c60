'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import { exceptionAction } from '../../actions';

/** More attempts today, or a later deadline, for one person. `zone`: the assignment's, in which the deadline is written. */
export function GrantException({
  competitionId,
  userId,
  zone,
}: {
  readonly competitionId: string;
  readonly userId: string;
  readonly zone: string;
}) {
  const t = useTranslations('staff.participants');
  const [kind, setKind] = useState<'attempts' | 'deadline'>('attempts');
  const [state, action, isPending] = useActionState(exceptionAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="competitionId" value={competitionId} />
      <input type="hidden" name="userId" value={userId} />
      <Field id="kind" label={t('what')}>
        <Select
          id="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'deadline' ? 'deadline' : 'attempts')}
        >
          <option value="attempts">{t('moreAttempts')}</option>
          <option value="deadline">{t('laterDeadline')}</option>
        </Select>
      </Field>
      {kind === 'attempts' ? (
        <Field id="attempts" label={t('attempts')}>
          <Input id="attempts" name="attempts" type="number" min={1} max={100} defaultValue={1} required />
          <input type="hidden" name="lastMinute" value="" />
        </Field>
      ) : (
        <Field id="lastMinute" label={t('closesAt', { zone })} hint={t('deadlineHint')}>
          <Input id="lastMinute" name="lastMinute" type="datetime-local" required />
          <input type="hidden" name="attempts" value="0" />
        </Field>
      )}
      <Field id="reason" label={t('reason')}>
        <Input id="reason" name="reason" required maxLength={500} />
      </Field>
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('granted')} /> : null}
        <Button type="submit" kind="primary" disabled={isPending}>
          {t('grant')}
        </Button>
      </div>
    </form>
  );
}
