import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { UserMenu } from '@/app/_ui/UserMenu.client';

/** The frame of every page of the site. `person`: who is signed in. */
export function AppShell({
  person,
  isStaff,
  isDemo,
  children,
}: {
  readonly person: { readonly name: string } | null;
  readonly isStaff: boolean;
  readonly isDemo: boolean;
  readonly children: ReactNode;
}) {
  const t = useTranslations('ui');
  return (
    <>
      {isDemo ? (
        <p className="border-b border-warn/40 bg-warn-soft px-4 py-1.5 text-center text-xs text-warn">
          {t('demoBanner')}
        </p>
      ) : null}
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-6xl items-center gap-x-4 px-4 py-2 sm:gap-x-6">
          <Link href="/" className="flex items-center gap-2 py-1.5 font-semibold tracking-tight">
            <Mark />
            Saddlepoint
          </Link>
          <nav aria-label={t('siteNavigation')} className="flex gap-4 text-sm">
            <Link href="/" className="text-muted hover:text-ink max-sm:hidden">
              {t('courses')}
            </Link>
            {isStaff ? (
              <Link href="/staff" className="font-medium text-staff hover:underline">
                {t('staffArea')}
              </Link>
            ) : null}
          </nav>
          <div className="ml-auto">
            <UserMenu name={person?.name ?? null} />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="outline-none mx-auto max-w-6xl px-4 py-6">
        {children}
      </main>
    </>
  );
}

/** A saddle: two curves that bend opposite ways through one point. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden
      className="size-5 text-accent"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d="M3 5c4 9 14 9 18 0" />
      <path d="M5 20c3-9 11-9 14 0" opacity="0.55" />
      <circle cx="12" cy="12.4" r="1.6" fill="currentColor" stroke="none" />
    </svg>
  );
}
