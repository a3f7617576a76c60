'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { onLiveEvent } from '@/app/_ui/live-hub.client';

const REFRESH_MS_MIN = 1_000;

/** Asks for the page anew when something happens in the competition it shows; at most once a second, and while in sight. */
export function LiveRefresh({ competitionId }: { readonly competitionId: string }) {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = 0;
    let isStale = false;
    const refresh = (): void => {
      isStale = document.visibilityState === 'hidden';
      if (timer || isStale) return;
      timer = setTimeout(
        () => {
          timer = null;
          last = Date.now();
          router.refresh();
        },
        Math.max(0, last + REFRESH_MS_MIN - Date.now()),
      );
    };
    const seen = (): void => {
      if (isStale && document.visibilityState === 'visible') refresh();
    };
    const end = onLiveEvent(competitionId, refresh);
    document.addEventListener('visibilitychange', seen);
    return () => {
      end();
      document.removeEventListener('visibilitychange', seen);
      if (timer) clearTimeout(timer);
    };
  }, [competitionId, router]);
  return null;
}
