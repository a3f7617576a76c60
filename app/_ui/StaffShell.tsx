import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ShieldHalf } from 'lucide-react';
import { StaffNav, type StaffNavItem } from '@/app/_ui/StaffNav.client';

/** The staff area: its own navigation at the left, unmistakably marked. */
export function StaffShell({
  items,
  children,
}: {
  readonly items: readonly StaffNavItem[];
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
        <StaffNav items={items} label={t('staffArea')} />
      </aside>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
