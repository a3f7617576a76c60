'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const REFRESH_MS_MIN = 1_000;

/** Asks for the page anew when something happens in the competition it shows; at most once a second. */
export function LiveRefresh({ competitionId }: { readonly competitionId: string }) {
  const router = useRouter();
  useEffect(() => {
    const source = new EventSource(`/api/live?competition=${competitionId}`);
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = 0;
    const refresh = (): void => {
      if (timer) return;
      timer = setTimeout(
        () => {
          timer = null;
          last = Date.now();
          router.refresh();
        },
        Math.max(0, last + REFRESH_MS_MIN - Date.now()),
      );
    };
    for (const name of ['submission', 'board', 'competition']) source.addEventListener(name, refresh);
    return () => {
      source.close();
      if (timer) clearTimeout(timer);
    };
  }, [competitionId, router]);
  return null;
}
