'use client';

import { useEffect, useState } from 'react';

export interface PaletteItem {
  readonly label: string;
  readonly href: string;
  /** What it is or where: a course, a student id. */
  readonly hint?: string;
}

interface Search {
  readonly state: 'idle' | 'searching' | 'failed';
  readonly found: readonly PaletteItem[];
}

const IDLE: Search = { state: 'idle', found: [] };
/** So long after the last key the server is asked. */
const PAUSE_MS = 150;

/** What the server finds for `text`; the answer to an older text never replaces that to a newer one. */
export function usePaletteSearch(url: string | null, text: string): Search {
  const [search, setSearch] = useState(IDLE);
  const wanted = text.trim();
  useEffect(() => {
    if (url === null || wanted === '') {
      setSearch(IDLE);
      return;
    }
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const answer = await fetch(`${url}?${new URLSearchParams({ q: wanted }).toString()}`, {
          signal: abort.signal,
        });
        if (!answer.ok) throw new Error(`the search answered ${answer.status}`);
        const { items } = (await answer.json()) as { readonly items: readonly PaletteItem[] };
        setSearch({ state: 'idle', found: items });
      } catch {
        // Cut off by the next key: that one's answer is on its way.
        if (!abort.signal.aborted) setSearch({ state: 'failed', found: [] });
      }
    };
    setSearch((before) => ({ state: 'searching', found: before.found }));
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [url, wanted]);
  return search;
}
