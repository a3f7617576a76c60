import type { IncomingMessage } from 'node:http';

/** A body that brings less than this in this time is given up: it holds a connection for nothing (A114). */
const WINDOW_MS = 60_000;
const WINDOW_BYTES_MIN = 6_000;

export interface BodyWatch {
  readonly bytesMax: number;
  readonly windowMs?: number;
  /** Called once, at the byte that is too many, or when too little came for too long. Nothing more is passed on. */
  readonly onBreach: (what: 'too_large' | 'too_slow') => void;
}

/**
 * Counts a request's body as the connection brings it, before anybody has it, whatever it says of its length. A body that waits
 * for its reader is not slow.
 */
export function countBody(request: IncomingMessage, watch: BodyWatch): void {
  const pass = request.push.bind(request);
  let bytes = 0;
  let before = 0;
  let wasWaiting = false;
  let isOver = false;
  const end = (): void => clearInterval(timer);
  const breach = (what: 'too_large' | 'too_slow'): void => {
    if (isOver) return;
    isOver = true;
    end();
    watch.onBreach(what);
  };
  const timer = setInterval(() => {
    const isWaiting = request.readableLength > 0;
    // Its reader may have begun again a moment ago.
    if (bytes - before < WINDOW_BYTES_MIN && !isWaiting && !wasWaiting) breach('too_slow');
    before = bytes;
    wasWaiting = isWaiting;
  }, watch.windowMs ?? WINDOW_MS).unref();
  request.once('close', end);
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (isOver) return true; // read from the connection, and dropped
    if (chunk === null) {
      end();
      return pass(null);
    }
    bytes += (chunk as Uint8Array).length;
    if (bytes <= watch.bytesMax) return pass(chunk, encoding);
    breach('too_large');
    return true;
  };
}
