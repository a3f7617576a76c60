'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { toast } from 'sonner';
import { Button } from '@/app/_ui/Button';
import { Input } from '@/app/_ui/Field';
import { describeAction } from '../actions';

/** The line of text beside a submission, changed in place. */
export function Description({ id, text }: { readonly id: number; readonly text: string }) {
  const t = useTranslations('site.submissions');
  const [draft, setDraft] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const save = (): void =>
    start(async () => {
      const outcome = await describeAction(id, draft ?? '');
      if (outcome.ok) setDraft(null);
      else toast.error(outcome.problems.map((problem) => problem.message).join(' '));
    });
  if (draft === null) {
    return (
      <span className="inline-flex min-w-0 items-center gap-1.5">
        <span className="min-w-0 text-muted [overflow-wrap:anywhere]">
          {text === '' ? t('noDescription') : text}
        </span>
        <button
          type="button"
          onClick={() => setDraft(text)}
          aria-label={t('editDescription', { number: id })}
          className="p-1 text-muted hover:text-ink"
        >
          <Pencil aria-hidden className="size-3.5" />
        </button>
      </span>
    );
  }
  return (
    <form action={save} className="flex flex-wrap gap-2">
      <Input
        value={draft}
        maxLength={500}
        onChange={(event) => setDraft(event.target.value)}
        aria-label={t('description')}
        className="w-64"
      />
      <Button type="submit" disabled={isPending}>
        {t('save')}
      </Button>
      <Button kind="ghost" onClick={() => setDraft(null)}>
        {t('cancel')}
      </Button>
    </form>
  );
}
