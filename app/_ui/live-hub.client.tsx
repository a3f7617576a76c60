'use client';

/**
 * What happens on the server, heard once in a browser however many tabs are open: of the tabs that listen one holds the stream
 * and passes on what it hears (over HTTP/1.1 a browser has six connections to a site in all). Where a browser lacks what this
 * needs (locks exist over https and on localhost alone), each tab has a stream while it is in sight.
 */
export interface LiveMessage {
  readonly name: 'submission' | 'board' | 'competition';
  /** null: anything may have changed. */
  readonly competitionId: string | null;
}

type Listener = (message: LiveMessage) => void;

const NAMES = ['submission', 'board', 'competition'] as const;
const NAME = 'saddlepoint-live';
const EVERYTHING: LiveMessage = { name: 'competition', competitionId: null };
/** From one page to the next nobody listens for a moment; the stream is kept that long. */
const LINGER_MS = 5_000;
const RETRY_MS_MIN = 5_000;
const RETRY_MS_MAX = 60_000;
/** Whoever becomes the one that listens later than this after it came may have missed something. */
const MISSED_MS = 1_000;

const listeners = new Set<Listener>();
let stop: (() => void) | null = null;
let lingering: ReturnType<typeof setTimeout> | undefined;

/** Calls `listener` for what happens in a competition from now on; the returned function ends it. */
export function onLiveEvent(competitionId: string, listener: Listener): () => void {
  const own: Listener = (message) => {
    if (message.competitionId === null || message.competitionId === competitionId) listener(message);
  };
  listeners.add(own);
  clearTimeout(lingering);
  stop ??= start();
  return () => {
    listeners.delete(own);
    if (listeners.size > 0) return;
    lingering = setTimeout(() => {
      stop?.();
      stop = null;
    }, LINGER_MS);
  };
}

function tellHere(message: LiveMessage): void {
  for (const listener of [...listeners]) listener(message);
}

function start(): () => void {
  const canShare = 'locks' in navigator && 'BroadcastChannel' in window;
  const begin = canShare ? shareStream : streamInSight;
  let end: (() => void) | null = begin();
  // A page that is put away (to come back with "back") must not keep the others waiting.
  const away = (): void => {
    end?.();
    end = null;
  };
  const back = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    end ??= begin();
    tellHere(EVERYTHING);
  };
  window.addEventListener('pagehide', away);
  window.addEventListener('pageshow', back);
  return () => {
    window.removeEventListener('pagehide', away);
    window.removeEventListener('pageshow', back);
    away();
  };
}

/** Waits for its turn to hold the stream, and hears from whoever does until then. */
function shareStream(): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<LiveMessage>) => tellHere(event.data);
  const giveUp = new AbortController();
  const came = performance.now();
  const turn = new Promise<void>((resolve) => giveUp.signal.addEventListener('abort', () => resolve()));
  const hold = async (): Promise<void> => {
    const tell: Listener = (message) => {
      tellHere(message);
      channel.postMessage(message);
    };
    const close = openStream(tell);
    if (performance.now() - came > MISSED_MS) tell(EVERYTHING);
    await turn;
    close();
  };
  navigator.locks.request(NAME, { signal: giveUp.signal }, hold).catch(() => undefined); // given up before its turn
  return () => {
    giveUp.abort();
    channel.close();
  };
}

function streamInSight(): () => void {
  let close: (() => void) | null = null;
  const look = (): void => {
    if (document.visibilityState === 'hidden') {
      close?.();
      close = null;
    } else if (!close) {
      close = openStream(tellHere);
      tellHere(EVERYTHING);
    }
  };
  close = document.visibilityState === 'hidden' ? null : openStream(tellHere);
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    close?.();
  };
}

/** One stream of everything the reader may hear; opened again after a cut, more and more slowly while it is refused. */
function openStream(tell: Listener): () => void {
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wait = RETRY_MS_MIN;
  let wasCut = false;
  const open = (): void => {
    source = new EventSource('/api/live');
    source.onopen = () => {
      wait = RETRY_MS_MIN;
      if (wasCut) tell(EVERYTHING);
      wasCut = false;
    };
    source.onerror = () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      // Refused after it worked: the reader may have been signed out; their pages find out.
      if (isRefused && !wasCut) tell(EVERYTHING);
      wasCut = true;
      if (!isRefused) return; // the browser tries again by itself
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY_MS_MAX);
    };
    for (const name of NAMES)
      source.addEventListener(name, (event: MessageEvent<string>) => {
        const { competitionId = null } = JSON.parse(event.data) as { competitionId?: string };
        tell({ name, competitionId });
      });
  };
  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
