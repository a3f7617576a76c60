'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition, type ReactNode } from 'react';
import { toast } from 'sonner';
import { buttonClass, type ButtonKind } from '@/app/_ui/Button';

/** What a server action answers. */
export type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly problems: readonly { readonly message: string }[] };

/** A button that runs a server action, is busy meanwhile, and says what went wrong. */
export function ActionButton({
  action,
  kind = 'plain',
  children,
  done,
  disabled,
  className,
  pressed,
  label,
}: {
  readonly action: () => Promise<Outcome>;
  readonly kind?: ButtonKind;
  readonly children: ReactNode;
  /** Said when it worked. */
  readonly done?: string;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly pressed?: boolean;
  /** Name for screen readers where the content alone does not tell. */
  readonly label?: string;
}) {
  const t = useTranslations('ui');
  const [isPending, start] = useTransition();
  const [failed, setFailed] = useState(false);
  const run = (): void =>
    start(async () => {
      try {
        const outcome = await action();
        setFailed(!outcome.ok);
        if (!outcome.ok) toast.error(outcome.problems.map((problem) => problem.message).join(' '));
        else if (done) toast.success(done);
      } catch {
        setFailed(true);
        toast.error(t('noAnswer'));
      }
    });
  return (
    <button
      type="button"
      className={buttonClass(kind, className)}
      onClick={run}
      disabled={disabled === true || isPending}
      aria-busy={isPending}
      aria-invalid={failed}
      aria-pressed={pressed}
      aria-label={label}
    >
      {children}
    </button>
  );
}
