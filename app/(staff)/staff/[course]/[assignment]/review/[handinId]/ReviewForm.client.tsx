'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input, Textarea } from '@/app/_ui/Field';
import { reviewAction } from '../actions';

interface ReviewFields {
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
  readonly isComplete: boolean;
}

/** Points by the rubric, a comment, the mark; kept as it is, or finished. */
export function ReviewForm({
  handinId,
  rubric,
  review,
}: {
  readonly handinId: number;
  readonly rubric: readonly { readonly key: string; readonly title: string; readonly points: string }[];
  readonly review: ReviewFields;
}) {
  const t = useTranslations('handin.staff');
  const [state, action, isPending] = useActionState(reviewAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-4">
      <input type="hidden" name="handinId" value={handinId} />
      {rubric.map((item) => (
        <Field
          key={item.key}
          id={`points-${item.key}`}
          label={t('itemPoints', { title: item.title, of: item.points })}
        >
          <Input
            id={`points-${item.key}`}
            name={`points.${item.key}`}
            inputMode="decimal"
            autoComplete="off"
            defaultValue={state.values[`points.${item.key}`] ?? review.points[item.key] ?? ''}
            className="max-w-28"
          />
        </Field>
      ))}
      <Field id="comment" label={t('comment')} hint={t('commentHint')}>
        <Textarea
          id="comment"
          name="comment"
          rows={8}
          defaultValue={state.values.comment ?? review.comment}
          aria-describedby="comment-hint"
        />
      </Field>
      <Checkbox name="unreasonable" defaultChecked={review.unreasonable} label={t('unreasonableMark')} />
      <ProblemList problems={state.problems} />
      {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('saved')} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" name="finish" value="yes" kind="primary" disabled={isPending}>
          {t(review.isComplete ? 'saveAgain' : 'finish')}
        </Button>
        <Button type="submit" name="finish" value="no" disabled={isPending}>
          {t('keep')}
        </Button>
      </div>
    </form>
  );
}
