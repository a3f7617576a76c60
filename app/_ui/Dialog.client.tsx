'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cx } from '@/app/_ui/cx';

/** A window above the page: holds the focus, closes with Esc, gives the focus back. `trigger`: the button's content. */
export function Dialog({
  trigger,
  triggerClass,
  title,
  description,
  isOpen,
  onOpenChange,
  children,
  className,
}: {
  readonly trigger: ReactNode;
  readonly triggerClass?: string;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  const t = useTranslations('ui');
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Trigger className={triggerClass}>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'fixed left-1/2 top-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line-strong bg-surface p-5 shadow-xl',
            className,
          )}
        >
          <Radix.Title className="pr-8 text-lg font-semibold">{title}</Radix.Title>
          {description ? (
            <Radix.Description asChild>
              <div className="mt-2 text-sm text-muted">{description}</div>
            </Radix.Description>
          ) : null}
          {children}
          <Radix.Close
            aria-label={t('close')}
            className="absolute right-3 top-3 inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
