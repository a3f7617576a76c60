'use client';

import { Languages, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';

const YEAR_S = 31_536_000;

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

const CLASS =
  'inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink';

export function ThemeSwitch() {
  const t = useTranslations('ui');
  const toggle = (): void => {
    const dark = document.documentElement.classList.toggle('dark');
    remember('theme', dark ? 'dark' : 'light');
  };
  return (
    <button
      type="button"
      onClick={toggle}
      className={CLASS}
      aria-label={t('switchTheme')}
      title={t('switchTheme')}
    >
      <Moon aria-hidden className="size-4 dark:hidden" />
      <Sun aria-hidden className="hidden size-4 dark:block" />
    </button>
  );
}

export function LanguageSwitch() {
  const t = useTranslations('ui');
  const router = useRouter();
  const other = useLocale() === 'en' ? 'zh-TW' : 'en';
  const change = (): void => {
    remember('locale', other);
    router.refresh();
  };
  return (
    <button
      type="button"
      onClick={change}
      className={CLASS}
      aria-label={t('switchLanguage')}
      title={t('switchLanguage')}
    >
      <Languages aria-hidden className="size-4" />
    </button>
  );
}
