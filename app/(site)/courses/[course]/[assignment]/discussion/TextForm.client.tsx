'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useId, useState } from 'react';
import type { FormState } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input, Textarea } from '@/app/_ui/Field';

/** A text in Markdown, with a title where `title` is given, sent by `action`; empty again once it was taken. */
export function TextForm({
  action,
  hidden,
  label,
  submit,
  title,
  markdown = '',
  offersPrivate = false,
}: {
  readonly action: (state: FormState, form: FormData) => Promise<FormState>;
  readonly hidden: Readonly<Record<string, string>>;
  readonly label: string;
  readonly submit: string;
  /** Its first value; left out: the text has no title. */
  readonly title?: string;
  readonly markdown?: string;
  readonly offersPrivate?: boolean;
}) {
  const t = useTranslations('site.discussion');
  const id = useId();
  const [state, send, isPending] = useActionState(action, { problems: [], values: {}, done: 0 });
  const [size, setSize] = useState(4);
  return (
    <form action={send} key={state.done} className="space-y-3">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {title === undefined ? null : (
        <Field id={`${id}-title`} label={t('title')}>
          <Input
            id={`${id}-title`}
            name="title"
            required
            maxLength={200}
            defaultValue={state.values.title ?? title}
          />
        </Field>
      )}
      <Field id={`${id}-text`} label={label} hint={t('markdownHint')}>
        <Textarea
          id={`${id}-text`}
          name="markdown"
          required
          maxLength={20_000}
          rows={size}
          onFocus={() => setSize(8)}
          defaultValue={state.values.markdown ?? markdown}
          aria-describedby={`${id}-text-hint`}
        />
      </Field>
      {offersPrivate ? <Checkbox name="isPrivate" label={t('isPrivate')} /> : null}
      <ProblemList problems={state.problems} />
      <Button type="submit" kind="primary" disabled={isPending}>
        {submit}
      </Button>
    </form>
  );
}
