import { setTimeout as pause } from 'node:timers/promises';

/** What a client is told to come again for. */
const AGAIN = [429, 502, 503, 507];
const AGAIN_MS = 250;
const ANSWER_MS_MAX = 60_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What no client should see. */
export class Log {
  readonly unexpected: string[] = [];
  again = 0;
}

/** One person's way to the site: every request is sent until it has an answer that says more than "come again". */
export class Client {
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly log: Log,
  ) {}

  async send(method: string, path: string, init: Omit<RequestInit, 'method'> = {}): Promise<Answer> {
    for (;;) {
      const answer = await this.once(method, path, init);
      if (answer !== null) return answer;
      this.log.again += 1;
      await pause(AGAIN_MS);
    }
  }

  sendJson(method: string, path: string, value: unknown): Promise<Answer> {
    return this.send(method, path, {
      body: JSON.stringify(value),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** null: no answer, or one that says to come again. */
  private async once(method: string, path: string, init: RequestInit): Promise<Answer | null> {
    try {
      const answer = await fetch(`${this.url}/api/rest/v1${path}`, {
        ...init,
        method,
        headers: { authorization: `Bearer ${this.token}`, ...init.headers },
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const text = await answer.text();
      if (AGAIN.includes(answer.status)) return null;
      if (answer.status >= 500) {
        this.log.unexpected.push(`${method} ${path}: ${answer.status} ${text.slice(0, 200)}`);
        return null;
      }
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    } catch {
      return null; // cut, refused, or no answer in time
    }
  }
}
