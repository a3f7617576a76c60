import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `done` of `total` of a step with this name; a new name begins a new bar. */
  show(name: string, done: number, total: number): void;
  end(): void;
}

/** A bar on standard error where someone watches it; nothing for machines and in logs. */
export function progressBar(quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  let bar: SingleBar | null = null;
  let shown = '';
  const end = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    show: (name, done, total) => {
      if (name !== shown) {
        end();
        shown = name;
        bar = new SingleBar({
          stream: process.stderr,
          format: `${name.padEnd(8)} [{bar}] {value}/{total}`,
          barCompleteChar: '#',
          barIncompleteChar: '.',
          hideCursor: null,
        });
        bar.start(Math.max(total, done), done);
      }
      bar?.setTotal(Math.max(total, done));
      bar?.update(done);
    },
    end,
  };
}
