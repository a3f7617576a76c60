import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cx } from '@/app/_ui/cx';

export type ButtonKind = 'primary' | 'plain' | 'danger' | 'ghost';

const BASE =
  'inline-flex min-h-9 items-center justify-center gap-2 rounded-md border px-3.5 py-1.5 text-sm font-medium no-underline transition-colors disabled:cursor-not-allowed disabled:opacity-50';

const KINDS: Readonly<Record<ButtonKind, string>> = {
  primary: 'border-accent bg-accent text-accent-ink hover:brightness-110',
  plain: 'border-line-strong bg-surface text-ink hover:bg-sunken',
  danger: 'border-bad bg-surface text-bad hover:bg-bad-soft',
  ghost: 'border-transparent bg-transparent text-ink hover:bg-sunken',
};

export function buttonClass(kind: ButtonKind = 'plain', className = ''): string {
  return cx(BASE, KINDS[kind], className);
}

export function Button({
  kind = 'plain',
  className = '',
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { readonly kind?: ButtonKind }) {
  return <button type={type} className={buttonClass(kind, className)} {...rest} />;
}

export function LinkButton({
  kind = 'plain',
  className = '',
  ...rest
}: ComponentProps<typeof Link> & { readonly kind?: ButtonKind }) {
  return <Link className={buttonClass(kind, className)} {...rest} />;
}
