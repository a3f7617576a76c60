'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cx } from '@/app/_ui/cx';

export interface StaffNavItem {
  readonly href: string;
  readonly label: string;
}

export function StaffNav({
  items,
  label,
}: {
  readonly items: readonly StaffNavItem[];
  readonly label: string;
}) {
  const path = usePathname();
  const current = items
    .filter((item) => path === item.href || path.startsWith(`${item.href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
  return (
    <nav aria-label={label}>
      <ul className="flex gap-1 overflow-x-auto lg:flex-col">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              aria-current={item === current ? 'page' : undefined}
              className={cx(
                'block whitespace-nowrap rounded px-2 py-1.5 text-sm',
                item === current ? 'bg-surface font-semibold' : 'text-ink hover:bg-surface/60',
              )}
            >
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
