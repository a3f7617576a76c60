'use client';

import { ChevronDown, LogOut, Settings2, UserRound } from 'lucide-react';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { Menu, MenuAction, MenuLink, MenuSeparator } from '@/app/_ui/Menu.client';
import { LanguageChoice, ThemeChoice } from '@/app/_ui/Preferences.client';

const TRIGGER =
  'inline-flex min-h-9 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken';

/** What belongs to the reader: account, appearance, language, the way out. `name` null: nobody is signed in. */
export function UserMenu({ name }: { readonly name: string | null }) {
  const t = useTranslations('ui');
  return (
    <Menu
      className={TRIGGER}
      {...(name === null ? { label: t('preferences') } : {})}
      trigger={
        name === null ? (
          <Settings2 aria-hidden className="size-4" />
        ) : (
          <>
            <span className="max-w-24 truncate sm:max-w-48">{name}</span>
            <ChevronDown aria-hidden className="size-4 shrink-0" />
          </>
        )
      }
    >
      {name === null ? null : (
        <>
          <MenuLink href="/account">
            <UserRound aria-hidden className="size-4 text-muted" />
            {t('account')}
          </MenuLink>
          <MenuSeparator />
        </>
      )}
      <ThemeChoice />
      <MenuSeparator />
      <LanguageChoice />
      {name === null ? null : (
        <>
          <MenuSeparator />
          <MenuAction onSelect={() => void signOut({ callbackUrl: '/sign-in' })}>
            <LogOut aria-hidden className="size-4 text-muted" />
            {t('signOut')}
          </MenuAction>
        </>
      )}
    </Menu>
  );
}
