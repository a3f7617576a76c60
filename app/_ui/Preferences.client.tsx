'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { MenuChoice } from '@/app/_ui/Menu.client';

const YEAR_S = 31_536_000;
const THEMES = ['light', 'dark', 'system'] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { light: Sun, dark: Moon, system: Monitor } as const;

/** Each language in its own words, so that who can't read the present one finds theirs. */
const LANGUAGES = [
  { value: 'en', label: 'English', lang: 'en' },
  { value: 'zh-TW', label: '繁體中文', lang: 'zh-TW' },
] as const;

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

/** Light, dark, or as the system has it. The class on the document is the state; the server sets it from the cookie. */
export function ThemeChoice() {
  const t = useTranslations('ui.theme');
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => {
    const { classList } = document.documentElement;
    setTheme(classList.contains('dark') ? 'dark' : classList.contains('light') ? 'light' : 'system');
  }, []);
  const choose = (chosen: Theme): void => {
    document.documentElement.classList.remove('light', 'dark');
    if (chosen !== 'system') document.documentElement.classList.add(chosen);
    remember('theme', chosen);
    setTheme(chosen);
  };
  const options = THEMES.map((value) => {
    const Icon = ICONS[value];
    return {
      value,
      label: (
        <>
          <Icon aria-hidden className="size-4 text-muted" />
          {t(value)}
        </>
      ),
    };
  });
  return <MenuChoice label={t('label')} value={theme} options={options} onChange={choose} />;
}

export function LanguageChoice() {
  const t = useTranslations('ui');
  const router = useRouter();
  const locale = useLocale() === 'zh-TW' ? 'zh-TW' : 'en';
  const choose = (chosen: 'en' | 'zh-TW'): void => {
    remember('locale', chosen);
    router.refresh();
  };
  return <MenuChoice label={t('language')} value={locale} options={LANGUAGES} onChange={choose} />;
}
