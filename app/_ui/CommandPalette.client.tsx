'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { useEffect, useState, type ReactNode } from 'react';
import { usePaletteSearch, type PaletteItem } from '@/app/_ui/palette-search.client';

/**
 * ⌘K or Ctrl+K: jump to one of `items`, or to what the server finds. `searchUrl`: asked as `?q=…` for
 * `{ items: PaletteItem[] }`; left out, the items alone are searched.
 */
export function CommandPalette({
  items,
  searchUrl,
}: {
  readonly items: readonly PaletteItem[];
  readonly searchUrl?: string;
}) {
  const t = useTranslations('ui.palette');
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className="flex min-h-9 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-muted hover:text-ink">
        <Search aria-hidden className="size-4" />
        {t('open')}
        <kbd aria-hidden className="ml-auto rounded border border-line px-1.5 font-mono text-xs">
          ⌘K
        </kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed left-1/2 top-[12vh] z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-surface shadow-xl"
        >
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          <Palette items={items} searchUrl={searchUrl ?? null} onDone={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({
  items,
  searchUrl,
  onDone,
}: {
  readonly items: readonly PaletteItem[];
  readonly searchUrl: string | null;
  readonly onDone: () => void;
}) {
  const t = useTranslations('ui.palette');
  const router = useRouter();
  const [text, setText] = useState('');
  const { state, found } = usePaletteSearch(searchUrl, text);
  const go = (href: string): void => {
    onDone();
    router.push(href);
  };
  return (
    <Command label={t('title')} loop>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('placeholder')}
          className="min-h-12 w-full bg-transparent text-base outline-none placeholder:text-muted"
        />
      </div>
      <Command.List className="max-h-[50vh] overflow-y-auto p-1">
        {state === 'searching' ? <Command.Loading>{note(t('searching'))}</Command.Loading> : null}
        {state === 'failed' ? note(t('failed')) : null}
        {state === 'searching' ? null : <Command.Empty>{note(t('none'))}</Command.Empty>}
        {found.length > 0 ? (
          <Group heading={t('found')}>
            {found.map((item) => (
              <Item key={item.href} item={item} isFound onSelect={go} />
            ))}
          </Group>
        ) : null}
        <Group heading={t('pages')}>
          {items.map((item) => (
            <Item key={item.href} item={item} isFound={false} onSelect={go} />
          ))}
        </Group>
      </Command.List>
    </Command>
  );
}

const note = (text: string) => <p className="px-2 py-3 text-sm text-muted">{text}</p>;

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  item,
  isFound,
  onSelect,
}: {
  readonly item: PaletteItem;
  /** What the server found fits, whatever its text; the palette's own filter must let it pass. */
  readonly isFound: boolean;
  readonly onSelect: (href: string) => void;
}) {
  return (
    <Command.Item
      value={`${item.label} ${item.hint ?? ''} ${item.href}`}
      forceMount={isFound}
      onSelect={() => onSelect(item.href)}
      className="flex min-h-10 cursor-pointer items-center gap-3 rounded px-2 py-1.5 text-sm data-[selected=true]:bg-accent-soft"
    >
      <span className="min-w-0 truncate">{item.label}</span>
      {item.hint ? <span className="ml-auto shrink-0 text-xs text-muted">{item.hint}</span> : null}
    </Command.Item>
  );
}
