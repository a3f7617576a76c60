const PARENT_MS = 500;
/** Ctrl-C reaches this process twice, from the terminal and passed on by npm: that is one wish. */
const ONE_WISH_MS = 1_000;

/**
 * Calls `stop` when this process is told to end (SIGTERM, SIGINT, a closed terminal) or when the npm that started it is
 * gone; `stopNow` when Ctrl-C is pressed again.
 */
export function onStopSignals(on: { readonly stop: () => void; readonly stopNow: () => void }): void {
  let askedAt: number | null = null;
  const ask = (): void => {
    askedAt ??= performance.now();
    on.stop();
  };
  process.on('SIGTERM', ask);
  process.on('SIGHUP', ask);
  process.on('SIGINT', () => {
    if (askedAt !== null && performance.now() - askedAt > ONE_WISH_MS) on.stopNow();
    else ask();
  });
  // npm killed with SIGKILL tells nobody. Who starts this by hand may well close the shell behind it.
  if (!['start', 'demo'].includes(process.env.npm_lifecycle_event ?? '')) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) ask();
  }, PARENT_MS).unref();
}
