import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { viewerNow } from '@/lib/identity/viewer-now';
import { db } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';
import { onLive, type LiveEvent } from '@/lib/platform/queue/live';
import { ok, type Result } from '@/lib/platform/result';

export interface WatchEvent {
  readonly name: 'submission' | 'board' | 'competition';
  /** Without a competition: whatever is shown may be out of date. */
  readonly data: { readonly competitionId?: string; readonly submissionId?: number };
}

export interface Watcher {
  readonly onEvent: (event: WatchEvent) => void;
  /** Called once, when the viewer's rights may have changed: whoever still may, begins anew. */
  readonly onEnd: () => void;
}

/** Begins; the returned function ends it. */
type Watch = (watcher: Watcher) => () => void;

/** While scores rain in, a page is told of the board at most this often. */
const BOARD_INTERVAL_MS = 2_000;
/** What ends by the clock alone (a token, a session) is noticed this soon; everything else at once. */
const VERIFY_MS = 60_000;
/** A competition the viewer may not see yet may open. */
const REFUSED_MS = 30_000;

/**
 * What happens in the viewer's competitions, or in one of them, as far as they may know: that the board changed, and their own
 * submissions (staff: everyone's). Events carry no scores; the page asks for what it shows, and is answered by what it may
 * see then. It ends with what the viewer came with, and with every change of their rights (A107).
 */
export async function watchCompetitions(viewer: Viewer, only: string | null): Promise<Result<Watch>> {
  if (only !== null) {
    const entered = await enter(db(), viewer, byId(only));
    if (!entered.ok) return entered;
  }
  return ok((watcher) => new Watching(viewer, only, watcher).stop);
}

class Watching {
  private readonly boards = new Map<string, NodeJS.Timeout>();
  private readonly seesAll = new Map<string, Promise<boolean | null>>();
  private readonly unsubscribe: () => void;
  private readonly timer: NodeJS.Timeout;
  private isOver = false;

  constructor(
    private readonly viewer: Viewer,
    private readonly only: string | null,
    private readonly watcher: Watcher,
  ) {
    this.unsubscribe = onLive((event) => void this.hear(event));
    this.timer = setInterval(() => void this.verify(), VERIFY_MS).unref();
    void this.verify(); // what changed before the subscription
  }

  readonly stop = (): void => {
    this.isOver = true;
    this.unsubscribe();
    clearInterval(this.timer);
    for (const each of this.boards.values()) clearTimeout(each);
  };

  private end(): void {
    if (this.isOver) return;
    this.stop();
    this.watcher.onEnd();
  }

  private tell(event: WatchEvent): void {
    if (!this.isOver) this.watcher.onEvent(event);
  }

  private async hear(event: LiveEvent): Promise<void> {
    if (event.kind === 'resync') {
      this.tell({ name: 'competition', data: {} });
      return this.verify();
    }
    if (event.kind === 'access') return event.userId === this.viewer.userId ? this.end() : undefined;
    const { competitionId } = event;
    if (this.only !== null && this.only !== competitionId) return;
    const seesAll = await this.reach(competitionId);
    if (seesAll === null) return;
    if (event.kind === 'board') return this.tellBoard(competitionId);
    if (event.kind === 'competition') return this.tell({ name: 'competition', data: { competitionId } });
    if (seesAll || event.userId === this.viewer.userId)
      this.tell({ name: 'submission', data: { competitionId, submissionId: event.submissionId } });
  }

  private tellBoard(competitionId: string): void {
    if (this.boards.has(competitionId)) return;
    const timer = setTimeout(() => {
      this.boards.delete(competitionId);
      this.tell({ name: 'board', data: { competitionId } });
    }, BOARD_INTERVAL_MS);
    this.boards.set(competitionId, timer);
  }

  /** Whether the viewer sees everyone's submissions of a competition; null: not the competition itself. Asked once. */
  private reach(competitionId: string): Promise<boolean | null> {
    const known = this.seesAll.get(competitionId);
    if (known) return known;
    const asked = enter(db(), this.viewer, byId(competitionId)).then(
      (entered) => (entered.ok ? entered.value.isStaff : null),
      (error: unknown) => {
        log.warn({ err: error }, 'a watcher could not be told');
        return null;
      },
    );
    this.seesAll.set(competitionId, asked);
    void asked.then((answer) => {
      if (answer === null) setTimeout(() => this.seesAll.delete(competitionId), REFUSED_MS).unref();
    });
    return asked;
  }

  private async verify(): Promise<void> {
    try {
      const now = await viewerNow(this.viewer);
      if (!now) return this.end();
      if (this.only !== null && !(await enter(db(), now, byId(this.only))).ok) this.end();
    } catch (error) {
      log.warn({ err: error }, 'a watcher could not be verified'); // the next turn does it
    }
  }
}
