'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { buttonClass } from '@/app/_ui/Button';

const SHOWN_MS = 2_000;

/** Puts a text on the clipboard and says so. `what`: names the text for screen readers. */
export function CopyButton({ text, what }: { readonly text: string; readonly what?: string }) {
  const t = useTranslations('ui');
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Without https, or where the reader has forbidden it.
      toast.error(t('copyFailed'));
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      className={buttonClass('plain')}
      onClick={() => void copy()}
      {...(what ? { 'aria-label': `${t('copy')}: ${what}` } : {})}
    >
      <Icon aria-hidden className="size-4" />
      <span aria-live="polite">{isCopied ? t('copied') : t('copy')}</span>
    </button>
  );
}
