'use client';

import { Dialog } from 'radix-ui';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { ActionButton, type Outcome } from '@/app/_ui/ActionButton.client';
import { Button, buttonClass, type ButtonKind } from '@/app/_ui/Button';

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
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={buttonClass(kind)}>{label}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content className="fixed left-1/2 top-1/2 z-50 w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-lg border border-line bg-surface p-5 shadow-xl">
          <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
          <Dialog.Description asChild>
            <div className="mt-2 text-sm text-muted">{effect}</div>
          </Dialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Dialog.Close asChild>
              <Button>{t('cancel')}</Button>
            </Dialog.Close>
            <ActionButton kind={kind} action={run} {...(done ? { done } : {})}>
              {label}
            </ActionButton>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
