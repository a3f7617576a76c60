'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { addWebhookAction } from './actions';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { CopyButton } from '@/app/_ui/CopyButton.client';
import { Checkbox, Field, Input } from '@/app/_ui/Field';
import { WEBHOOK_EVENTS } from '@/lib/platform/webhooks/message.core';
import type { Result } from '@/lib/platform/result';

/** Adds a webhook and shows the secret its messages are signed with, this once. */
export function AddWebhook({ course }: { readonly course: string }) {
  const t = useTranslations('ops.webhooks');
  const [outcome, setOutcome] = useState<Result<string> | null>(null);
  const [isPending, start] = useTransition();
  const problems = outcome && !outcome.ok ? outcome.problems : [];
  const wrongUrl = problems.find((problem) => problem.field === 'url');
  return (
    <div className="space-y-4">
      {outcome?.ok ? (
        <Callout tone="good" title={t('made')}>
          <code className="block break-all rounded bg-sunken p-2 font-mono text-xs">{outcome.value}</code>
          <p>{t('once')}</p>
          <CopyButton text={outcome.value} what={t('secret')} />
        </Callout>
      ) : null}
      <ProblemList problems={problems.filter((problem) => problem !== wrongUrl)} />
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          start(async () => {
            const made = await addWebhookAction(course, new FormData(form));
            setOutcome(made);
            if (made.ok) form.reset();
          });
        }}
      >
        <Field id="webhook-url" label={t('url')} hint={t('urlHint')} error={wrongUrl?.message}>
          <Input
            id="webhook-url"
            name="url"
            type="url"
            required
            autoComplete="off"
            placeholder="https://"
            aria-invalid={wrongUrl !== undefined}
            aria-describedby={wrongUrl ? 'webhook-url-error' : 'webhook-url-hint'}
          />
        </Field>
        <fieldset className="space-y-1.5">
          <legend className="mb-1 text-sm font-medium">{t('events')}</legend>
          {WEBHOOK_EVENTS.map((event) => (
            <Checkbox
              key={event}
              name="events"
              value={event}
              label={t(`event.${key(event)}`)}
              defaultChecked
            />
          ))}
        </fieldset>
        <Button type="submit" disabled={isPending} aria-busy={isPending}>
          {t('add')}
        </Button>
      </form>
    </div>
  );
}

/** Message keys have no dots in them. */
function key(event: string): string {
  return event.replace('.', '_');
}
