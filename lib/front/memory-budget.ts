/** Bodies that routes hold whole, over all requests of a process: past this the next one waits for another time. */
const BYTES_MAX = 256_000_000;
/** What is smaller is not counted; the limits of requests bound it. */
const COUNTED_FROM = 1_000_000;

let used = 0;

/** Reserves memory for a body that is held. Returns what gives it back (once, however often called); null: no room just now. */
export function reserveMemory(bytes: number): (() => void) | null {
  if (bytes < COUNTED_FROM) return () => undefined;
  if (used > 0 && used + bytes > BYTES_MAX) return null;
  used += bytes;
  let isHeld = true;
  return () => {
    if (isHeld) used -= bytes;
    isHeld = false;
  };
}
