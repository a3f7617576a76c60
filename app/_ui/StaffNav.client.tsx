'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '@/app/_ui/cx';

export interface StaffNavItem {
  readonly href: string;
  readonly label: string;
  /** Shown while the item, or one of them, is where the reader is. */
  readonly parts?: readonly StaffNavItem[];
}

export function StaffNav({
  items,
  label,
}: {
  readonly items: readonly StaffNavItem[];
  readonly label: string;
}) {
  const path = usePathname();
  const isAt = (item: StaffNavItem): boolean => path === item.href || path.startsWith(`${item.href}/`);
  const all = items.flatMap((item) => [item, ...(item.parts ?? [])]);
  const current = all.filter(isAt).sort((a, b) => b.href.length - a.href.length)[0];
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1 lg:flex-col">
        {items.map((item) => (
          <li key={item.href} className={cx(item.parts && isAt(item) && 'max-lg:w-full')}>
            <NavLink item={item} isCurrent={item === current} />
            {item.parts && isAt(item) ? (
              <ul className="mt-1 flex flex-wrap gap-1 border-l-2 border-staff/40 pl-2 lg:flex-col">
                {item.parts.map((part) => (
                  <li key={part.href}>
                    <NavLink item={part} isCurrent={part === current} />
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NavLink({ item, isCurrent }: { readonly item: StaffNavItem; readonly isCurrent: boolean }) {
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? 'page' : undefined}
      className={cx(
        'block rounded px-2 py-1.5 text-sm',
        isCurrent ? 'bg-surface font-semibold' : 'text-ink hover:bg-surface/60',
      )}
    >
      {item.label}
    </Link>
  );
}
