import { ShieldHalf } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CommandPalette } from '@/app/_ui/CommandPalette.client';
import type { PaletteItem } from '@/app/_ui/palette-search.client';
import { StaffNav, type StaffNavItem } from '@/app/_ui/StaffNav.client';

/** The staff area: its own navigation at the left, unmistakably marked. */
export function StaffShell({
  items,
  searchUrl,
  children,
}: {
  readonly items: readonly StaffNavItem[];
  /** Asked by the palette for people and submissions. */
  readonly searchUrl?: string;
  readonly children: ReactNode;
}) {
  const t = useTranslations('ui');
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <aside className="rounded-lg border border-staff/40 bg-staff-soft p-3 lg:self-start">
        <p className="mb-2 flex items-center gap-2 px-2 text-sm font-semibold text-staff">
          <ShieldHalf aria-hidden className="size-4" />
          {t('staffArea')}
        </p>
        <div className="mb-3">
          <CommandPalette items={items.flatMap(withParts)} {...(searchUrl ? { searchUrl } : {})} />
        </div>
        <StaffNav items={items} label={t('staffArea')} />
      </aside>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

const withParts = (item: StaffNavItem): PaletteItem[] => [
  { label: item.label, href: item.href },
  ...(item.parts ?? []).map((part) => ({ label: part.label, href: part.href, hint: item.label })),
];
