import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import { Toaster } from 'sonner';
import '@/app/globals.css';

export const metadata: Metadata = { title: { default: 'Saddlepoint', template: '%s · Saddlepoint' } };
export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** Before the first paint: the system's choice, unless a cookie says otherwise. */
const SYSTEM_THEME =
  "document.documentElement.classList.toggle('dark',matchMedia('(prefers-color-scheme: dark)').matches)";

export default async function RootLayout({ children }: { readonly children: React.ReactNode }) {
  const [locale, t, jar] = await Promise.all([getLocale(), getTranslations('ui'), cookies()]);
  const theme = jar.get('theme')?.value;
  const isSystem = theme !== 'light' && theme !== 'dark';
  return (
    <html lang={locale} className={theme === 'dark' ? 'dark' : ''} suppressHydrationWarning>
      <head>{isSystem ? <script dangerouslySetInnerHTML={{ __html: SYSTEM_THEME }} /> : null}</head>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
        >
          {t('skipToContent')}
        </a>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
        <Toaster position="bottom-right" closeButton />
      </body>
    </html>
  );
}
