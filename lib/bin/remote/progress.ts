export interface ProgressBar {
  update(bytes: number, of: number): void;
  stop(): void;
}

const NONE: ProgressBar = { update: () => undefined, stop: () => undefined };

/** A bar on standard error, where that is a terminal. */
export async function progressBar(what: string, isWanted: boolean): Promise<ProgressBar> {
  if (!isWanted || !process.stderr.isTTY) return NONE;
  const { SingleBar } = await import('cli-progress');
  const format = `${what} {bar} {percentage}% of {total} kB`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let isStarted = false;
  return {
    update: (bytes, of) => {
      if (!isStarted) bar.start(Math.ceil(of / 1_000), 0);
      isStarted = true;
      bar.update(Math.ceil(bytes / 1_000));
    },
    stop: () => bar.stop(),
  };
}
