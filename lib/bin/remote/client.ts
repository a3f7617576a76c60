import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { RefusedError } from '@/lib/bin/cli-output';
import type { Target } from '@/lib/bin/remote/credentials';
import type { Problem } from '@/lib/platform/result';

const BASE_PATH = '/api/rest/v1';
const TRIES = 5;
const PAUSE_MS = 500;
/** Above it a cut is worth more than a request. */
const ONE_REQUEST_BYTES = 8_000_000;

export interface RemoteRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly body?: { readonly type: string; readonly bytes: Buffer };
}

export interface FileRequest {
  readonly method: 'POST' | 'PUT';
  readonly type: string;
  readonly query: Readonly<Record<string, string>>;
}

type Progress = (bytes: number, of: number) => void;

/** The REST API of a site. Every refusal becomes a `RefusedError` with the site's own words. */
export class RemoteSite {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  /** A JSON answer; null where there is none. */
  async ask<T>(at: string, request: RemoteRequest = {}): Promise<T> {
    const answer = await this.#send(at, request);
    return (answer.status === 204 ? null : await answer.json()) as T;
  }

  async bytes(at: string, request: RemoteRequest = {}): Promise<Buffer> {
    return Buffer.from(await (await this.#send(at, request)).arrayBuffer());
  }

  /** All items of a list, page by page, at most `max`. */
  async all<T>(at: string, query: RemoteRequest['query'] = {}, max = Number.POSITIVE_INFINITY): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.ask<{ items: T[]; nextCursor: string | null }>(at, {
        query: { ...query, cursor },
      });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && items.length < max);
    return items.slice(0, max);
  }

  /** Streams a file as the body of one request; a JSON answer comes back. */
  async sendFile<T>(
    at: string,
    file: string,
    { method, type, query }: FileRequest,
    progress: Progress,
  ): Promise<T> {
    const { size } = await stat(file);
    const answer = await this.#fetch(`${at}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: { 'content-type': type },
      ...streamed(file, 0, size, progress),
    });
    return (await answer.json()) as T;
  }

  /**
   * Sends a prediction. A small file goes in one request, again after a cut: its key makes both one submission. A large one is
   * an upload that goes on with the byte the site does not have yet.
   */
  async submit(assignment: string, file: string, description: string, progress: Progress): Promise<unknown> {
    const { size } = await stat(file);
    if (size > ONE_REQUEST_BYTES) return this.#upload(assignment, file, size, description, progress);
    const headers = { 'content-type': 'application/octet-stream', 'idempotency-key': randomUUID() };
    const query = new URLSearchParams({ fileName: path.basename(file), description }).toString();
    const body = new Uint8Array(await readFile(file));
    return again(async () => {
      const answer = await this.#fetch(`${assignment}/submissions?${query}`, {
        method: 'POST',
        headers,
        body,
      });
      progress(size, size);
      return answer.json();
    });
  }

  async #upload(
    assignment: string,
    file: string,
    bytesTotal: number,
    description: string,
    progress: Progress,
  ): Promise<unknown> {
    const begun = await this.ask<{ uploadId: string }>(`${assignment}/uploads`, {
      method: 'POST',
      json: { fileName: path.basename(file), bytesTotal },
    });
    const at = `/uploads/${begun.uploadId}`;
    const reached = async (): Promise<number> => (await this.ask<{ offset: number }>(at)).offset;
    await untilThrough(
      (start) => this.#piece(at, file, start, bytesTotal, progress),
      () => again(reached),
    );
    return this.ask(`${at}/finish`, { method: 'POST', json: { description } });
  }

  /** Sends what is there from byte `start` on: nothing, where the cut came after the last byte. */
  async #piece(at: string, file: string, start: number, total: number, progress: Progress): Promise<void> {
    if (start === total) return;
    await this.#fetch(at, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${start}-${total - 1}/${total}`,
      },
      ...streamed(file, start, total, progress),
    });
  }

  /** Downloads into a file, which appears whole or not at all; after a cut it goes on with the byte it does not have yet. */
  async download(at: string, file: string, progress: Progress): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    const part = `${file}.part`;
    await untilThrough(
      (start) => this.#rest(at, part, start, progress),
      async () => (await sizeOf(part)) ?? 0,
    );
    await rename(part, file);
  }

  /** Appends to `part` what the site has from byte `start` on. */
  async #rest(at: string, part: string, start: number, progress: Progress): Promise<void> {
    const answer = await this.#fetch(at, { headers: start > 0 ? { range: `bytes=${start}-` } : {} }, [416]);
    if (answer.status === 416) {
      await rm(part);
      return this.#rest(at, part, 0, progress);
    }
    const from = answer.status === 206 ? start : 0;
    const total = from + Number(answer.headers.get('content-length') ?? 0);
    let received = from;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
        received += chunk.length;
        progress(received, total);
        yield chunk;
      }
    };
    await pipeline(Readable.from(counted()), createWriteStream(part, { flags: from > 0 ? 'a' : 'w' }));
  }

  #send(at: string, { method = 'GET', query = {}, json, body }: RemoteRequest): Promise<Response> {
    const given = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.#fetch(`${at}${search ? `?${search}` : ''}`, {
      method,
      headers:
        json !== undefined
          ? { 'content-type': 'application/json' }
          : body
            ? { 'content-type': body.type }
            : {},
      body: json !== undefined ? JSON.stringify(json) : body ? new Uint8Array(body.bytes) : null,
    });
  }

  async #fetch(at: string, init: RequestInit, taken: readonly number[] = []): Promise<Response> {
    const { site, token } = this.#target;
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
    const answer = await fetch(`${site}${BASE_PATH}${at}`, { ...init, headers }).catch((error: unknown) => {
      const why =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new RefusedError([{ code: 'unreachable', message: `${site} does not answer: ${why}` }]);
    });
    if (answer.ok || taken.includes(answer.status)) return answer;
    throw new RefusedError(await problemsOf(answer, site));
  }
}

/** A file from byte `start` on as the body of a request; it is read as the network takes it. */
function streamed(file: string, start: number, total: number, progress: Progress): RequestInit {
  let sent = start;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(file, { start, highWaterMark: 262_144 })) {
      yield chunk as Buffer;
      sent += (chunk as Buffer).length;
      progress(sent, total);
    }
  }
  return { body: Readable.toWeb(Readable.from(chunks())) as ReadableStream, duplex: 'half' } as RequestInit;
}

/** Asks again after a cut, a little later each time. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnreachable(error) || tries >= TRIES) throw error;
      await pause(PAUSE_MS * tries);
    }
  }
}

/** Sends or fetches the rest until it is through; gives up after `TRIES` cuts in a row that brought nothing. */
async function untilThrough(
  rest: (start: number) => Promise<void>,
  reached: () => Promise<number>,
): Promise<void> {
  let start = await reached();
  for (let tries = 1; ; tries += 1) {
    try {
      await rest(start);
      return;
    } catch (error) {
      const now = isUnreachable(error) ? await reached() : start;
      if (now > start) tries = 0;
      else if (!isUnreachable(error) || tries >= TRIES) throw error;
      start = now;
      await pause(PAUSE_MS * Math.max(1, tries));
    }
  }
}

/** In bytes; null where there is no such file. */
export const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    (found) => found.size,
    () => null,
  );

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return error instanceof TypeError;
  return error.problems.some((each) => ['unreachable', 'broken_off', 'busy'].includes(each.code));
}

async function problemsOf(answer: Response, site: string): Promise<readonly Problem[]> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const body = isProblem ? ((await answer.json()) as { errors?: Problem[] }) : {};
  if (body.errors && body.errors.length > 0) return body.errors;
  return [{ code: 'no_api', message: `${site} answered ${answer.status}; is this a Saddlepoint site?` }];
}

/** `course/assignment` as the path of the API. */
export function assignmentPath(name: string): string {
  const [course, slug, ...rest] = name.split('/');
  if (!course || !slug || rest.length > 0)
    throw new RefusedError([{ code: 'bad_name', message: `Write it as course/assignment, not ${name}.` }]);
  return `/courses/${encodeURIComponent(course)}/assignments/${encodeURIComponent(slug)}`;
}
