'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Asks for the page anew every second while something runs whose progress no event tells (students must not learn of it). */
export function RefreshWhile({ isRunning }: { readonly isRunning: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => router.refresh(), 1_000);
    return () => clearInterval(timer);
  }, [isRunning, router]);
  return null;
}
