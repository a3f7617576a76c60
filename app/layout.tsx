import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { CSSProperties, ReactNode } from 'react';
import { Toaster } from 'sonner';
import '@/app/globals.css';

export const metadata: Metadata = { title: { default: 'Saddlepoint', template: '%s · Saddlepoint' } };
export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The toaster knows light and dark only; these follow the page. */
const TOAST_COLOURS = {
  '--normal-bg': 'var(--surface)',
  '--normal-border': 'var(--line-strong)',
  '--normal-text': 'var(--ink)',
  fontFamily: 'var(--font-sans)',
} as CSSProperties;

/** The class that holds the theme: none where the system decides, which the stylesheet does without a script. */
const themeOf = (cookie: string | undefined): string =>
  cookie === 'light' || cookie === 'dark' ? cookie : '';

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [locale, t, jar] = await Promise.all([getLocale(), getTranslations('ui'), cookies()]);
  return (
    <html lang={locale} className={themeOf(jar.get('theme')?.value)}>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
        >
          {t('skipToContent')}
        </a>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
        <Toaster
          position="bottom-right"
          closeButton
          containerAriaLabel={t('notifications')}
          style={TOAST_COLOURS}
        />
      </body>
    </html>
  );
}
