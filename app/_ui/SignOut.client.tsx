'use client';

import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';

export function SignOut() {
  const t = useTranslations('ui');
  return (
    <button
      type="button"
      onClick={() => void signOut({ callbackUrl: '/sign-in' })}
      className="text-muted hover:text-ink"
    >
      {t('signOut')}
    </button>
  );
}
