'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import { overrideAction } from '../actions';

/** Points of an item set by hand, with the reason the student reads. */
export function OverrideForm({
  assignmentId,
  userId,
  items,
}: {
  readonly assignmentId: string;
  readonly userId: string;
  readonly items: readonly { readonly id: string; readonly title: string; readonly points: number }[];
}) {
  const t = useTranslations('grades.staff');
  const [state, action, isPending] = useActionState(overrideAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="assignmentId" value={assignmentId} />
      <input type="hidden" name="userId" value={userId} />
      <Field id="item" label={t('item')}>
        <Select id="item" name="item">
          {items.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title} ({each.points})
            </option>
          ))}
        </Select>
      </Field>
      <Field id="points" label={t('points')}>
        <Input id="points" name="points" inputMode="decimal" required maxLength={12} />
      </Field>
      <Field id="override-reason" label={t('overrideReason')}>
        <Input id="override-reason" name="reason" required maxLength={1_000} />
      </Field>
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? (
          <Callout tone="good" title={t('overridden')} />
        ) : null}
        <Button type="submit" disabled={isPending}>
          {t('setPoints')}
        </Button>
      </div>
    </form>
  );
}
