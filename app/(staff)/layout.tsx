import type { ReactNode } from 'react';
import { Frame } from '@/app/_ui/Frame';

export default function StaffLayout({ children }: { readonly children: ReactNode }) {
  return <Frame>{children}</Frame>;
}
