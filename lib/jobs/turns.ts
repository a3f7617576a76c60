/**
 * Work of one process, side by side, or alone: what may have killed a process before runs alone, so that it takes no
 * neighbour with it the next time. First come, first served.
 */
export class Turns {
  private running = 0;
  private isOneAlone = false;
  private readonly waiting: { readonly isAlone: boolean; start(): void }[] = [];

  async run<T>(isAlone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ isAlone, start });
      this.startNext();
    });
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.isOneAlone = false;
      this.startNext();
    }
  }

  private startNext(): void {
    for (let next = this.waiting[0]; next && this.mayStart(next.isAlone); next = this.waiting[0]) {
      this.waiting.shift();
      this.running += 1;
      this.isOneAlone = next.isAlone;
      next.start();
    }
  }

  private mayStart(isAlone: boolean): boolean {
    return !this.isOneAlone && (!isAlone || this.running === 0);
  }
}
