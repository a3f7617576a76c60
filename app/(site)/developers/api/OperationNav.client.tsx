'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

interface Group {
  readonly name: string;
  readonly items: readonly {
    readonly id: string;
    readonly method: string;
    readonly path: string;
    readonly summary: string;
  }[];
}

/** Links to the operations, narrowed by a search of method, path and summary. */
export function OperationNav({ groups }: { readonly groups: readonly Group[] }) {
  const t = useTranslations('developers');
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = groups
    .map((group) => ({
      ...group,
      items: group.items.filter((each) =>
        `${each.method} ${each.path} ${each.summary} ${each.id}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter((group) => group.items.length > 0);
  return (
    <nav
      aria-label={t('operations')}
      className="lg:sticky lg:top-4 lg:max-h-[calc(100vh-2rem)] lg:overflow-y-auto"
    >
      <label className="block text-sm">
        <span className="mb-1 block text-xs text-muted">{t('search')}</span>
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="w-full rounded border border-line-strong bg-surface px-3 py-2 text-sm"
        />
      </label>
      <p role="status" className="sr-only">
        {t('found', { count: shown.reduce((sum, group) => sum + group.items.length, 0) })}
      </p>
      {shown.length === 0 ? <p className="mt-3 text-sm text-muted">{t('nothing')}</p> : null}
      <div className="mt-3 max-h-64 space-y-3 overflow-y-auto lg:max-h-none" tabIndex={0}>
        {shown.map((group) => (
          <div key={group.name}>
            <p className="text-xs font-medium text-muted">{group.name}</p>
            <ul className="mt-1 space-y-0.5">
              {group.items.map((each) => (
                <li key={each.id}>
                  <a href={`#${each.id}`} className="block py-0.5 text-sm hover:underline">
                    {each.summary}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
