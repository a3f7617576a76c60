'use client';

import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { ActionButton, type Outcome } from '@/app/_ui/ActionButton.client';
import { Button, buttonClass, type ButtonKind } from '@/app/_ui/Button';
import { Dialog } from '@/app/_ui/Dialog.client';

/** A button for an act that can't be undone: says what it will do, asks once, then does it. */
export function ConfirmButton({
  label,
  title,
  effect,
  action,
  done,
  kind = 'primary',
}: {
  readonly label: string;
  readonly title: string;
  /** What the act will change. */
  readonly effect: ReactNode;
  readonly action: () => Promise<Outcome>;
  readonly done?: string;
  readonly kind?: ButtonKind;
}) {
  const t = useTranslations('ui');
  const [isOpen, setOpen] = useState(false);
  const run = async (): Promise<Outcome> => {
    const outcome = await action();
    if (outcome.ok) setOpen(false);
    return outcome;
  };
  return (
    <Dialog
      trigger={label}
      triggerClass={buttonClass(kind)}
      title={title}
      description={effect}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
        <ActionButton kind={kind} action={run} {...(done ? { done } : {})}>
          {label}
        </ActionButton>
      </div>
    </Dialog>
  );
}
