'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { buttonClass } from '@/app/_ui/Button';
import { Dialog } from '@/app/_ui/Dialog.client';

/** The keys, in the order of the help. `1`: also 2 to 9. */
export const KEYS = ['j', 'k', ']', '[', 'c', '1', 'm', 's', 'p', 'n', '?'] as const;
type Key = (typeof KEYS)[number];
export type Shortcuts = Readonly<Record<Key, (pressed: string) => void>>;

/** Runs what belongs to a key, unless one is typing, a window is open or the key is part of a chord of the browser. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target)) {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
        return;
      }
      if (document.querySelector('[role="dialog"]')) return;
      const key = /^[1-9]$/.test(event.key) ? '1' : event.key;
      const found = KEYS.find((each) => each === key);
      if (!found) return;
      event.preventDefault();
      latest.current[found](event.key);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('input:not([type=checkbox]), textarea, select') || target.isContentEditable)
  );
}

/** All keys in a window; its button is always there for who has no `?` key at hand. */
export function ShortcutHelp({
  isOpen,
  onOpenChange,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}) {
  const t = useTranslations('review.keys');
  return (
    <Dialog
      trigger={t('open')}
      triggerClass={buttonClass('ghost', 'text-xs')}
      title={t('title')}
      description={t('hint')}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <dl className="mt-4 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        {KEYS.map((key) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-line-strong bg-sunken px-2 py-0.5 font-mono text-xs">
                {key === '1' ? '1 … 9' : key}
              </kbd>
            </dt>
            <dd>{t(`act.${NAMES[key]}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

const NAMES = {
  j: 'nextLine',
  k: 'previousLine',
  ']': 'nextFile',
  '[': 'previousFile',
  c: 'comment',
  '1': 'item',
  m: 'remark',
  s: 'save',
  p: 'finish',
  n: 'next',
  '?': 'help',
} as const;
