import type { ReactNode } from 'react';
import { frameFacts } from '@/app/_data/frame';
import { AppShell } from '@/app/_ui/AppShell';

/** The site's frame, filled with who is signed in. */
export async function Frame({ children }: { readonly children: ReactNode }) {
  return <AppShell {...await frameFacts()}>{children}</AppShell>;
}
