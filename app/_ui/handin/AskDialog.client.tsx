'use client';

import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { Button, buttonClass, type ButtonKind } from '@/app/_ui/Button';
import { Dialog } from '@/app/_ui/Dialog.client';
import { Field, Input, Textarea } from '@/app/_ui/Field';
import type { Answer } from '@/app/_ui/handin/comments.client';

/** A window that asks for a text (and a short one before it), acts on it, and says what was wrong with it. */
export function AskDialog<T>({
  trigger,
  kind = 'plain',
  title,
  hint,
  short,
  label,
  confirm,
  action,
  onDone,
}: {
  readonly trigger: ReactNode;
  readonly kind?: ButtonKind;
  readonly title: string;
  readonly hint: ReactNode;
  /** Label and first value of the short text; left out: there is none. */
  readonly short?: { readonly label: string; readonly value: string };
  readonly label: string;
  readonly confirm: string;
  readonly action: (text: string, short: string) => Promise<Answer<T>>;
  readonly onDone: (value: T) => void;
}) {
  const t = useTranslations('review');
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [shortText, setShort] = useState(short?.value ?? '');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const answer = await action(text, shortText).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      setOpen(false);
      setText('');
      onDone(answer.value);
    } else setProblem(answer?.problems.map((each) => each.message).join(' ') ?? t('noAnswer'));
  };
  return (
    <Dialog
      trigger={trigger}
      triggerClass={buttonClass(kind)}
      title={title}
      description={hint}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <form
        className="mt-4 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {short ? (
          <Field id="ask-short" label={short.label}>
            <Input id="ask-short" value={shortText} onChange={(event) => setShort(event.target.value)} />
          </Field>
        ) : null}
        <Field id="ask-text" label={label} error={problem}>
          <Textarea id="ask-text" rows={4} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
          <Button type="submit" kind="primary" disabled={isBusy || text.trim() === ''}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
