'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Textarea } from '@/app/_ui/Field';
import { replyAction } from './actions';

/** What the student says to a breach. */
export function ReplyForm({ breachId, reply }: { readonly breachId: string; readonly reply: string }) {
  const t = useTranslations('grades');
  const [state, action, isPending] = useActionState(replyAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="breachId" value={breachId} />
      <Field id={`reply-${breachId}`} label={t('reply')}>
        <Textarea id={`reply-${breachId}`} name="reply" required maxLength={4_000} defaultValue={reply} />
      </Field>
      <ProblemList problems={state.problems} />
      <Button type="submit" disabled={isPending}>
        {t('sendReply')}
      </Button>
    </form>
  );
}
