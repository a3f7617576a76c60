'use client';

import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/**
 * A few words about a control, on hover and on focus. `children`: one element that takes the focus (a button, a link). Nothing
 * that a person must know may stand here alone: a finger does not hover.
 */
export function Tooltip({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-xs text-page shadow-lg"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
