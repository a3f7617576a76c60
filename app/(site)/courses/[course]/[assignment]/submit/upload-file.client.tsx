'use client';

import type { Problem } from '@/lib/platform/result';

/** The receipt as the API sends it. */
export interface ReceiptView {
  readonly submissionId: number;
  readonly status: 'queued' | 'scoring' | 'scored' | 'invalid' | 'failed';
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly acceptedAt: string;
  readonly late: boolean;
  readonly attemptsLeft: number | null;
  readonly attemptsResetAt: string;
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

export type UploadOutcome =
  | { readonly ok: true; readonly receipt: ReceiptView }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface UploadProgress {
  /** Bytes the server has, or is about to have. */
  readonly sent: number;
  /** A line was lost and the upload is being taken up again. */
  readonly resuming: boolean;
}

const TRIES_MAX = 8;

/**
 * Uploads a file piece by piece and makes it a submission. A lost line is taken up where the server says it was lost, up to
 * eight times with growing pauses; a refusal by the server ends it at once.
 */
export async function uploadFile(
  file: File,
  options: {
    readonly competitionId: string;
    readonly description: string;
    readonly onProgress: (progress: UploadProgress) => void;
    readonly signal: AbortSignal;
  },
): Promise<UploadOutcome> {
  const begun = await send('POST', '/api/uploads', {
    json: { competitionId: options.competitionId, fileName: file.name, bytesTotal: file.size },
    signal: options.signal,
  });
  if (!begun.ok) return begun;
  const { uploadId } = begun.body as { uploadId: string };
  const sent = await sendBytes(file, `/api/uploads/${uploadId}`, options);
  if (!sent.ok) return sent;
  const finished = await send('POST', `/api/uploads/${uploadId}/finish`, {
    json: { description: options.description },
    signal: options.signal,
  });
  return finished.ok ? { ok: true, receipt: finished.body as ReceiptView } : finished;
}

async function sendBytes(
  file: File,
  url: string,
  options: { readonly onProgress: (progress: UploadProgress) => void; readonly signal: AbortSignal },
): Promise<{ readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] }> {
  let offset = 0;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await putPiece(file, url, offset, attempt > 0, options);
    if (answer.ok) {
      offset = answer.offset;
      if (offset >= file.size) return { ok: true };
      attempt = 0;
    } else if (!answer.isLineLost || attempt >= TRIES_MAX) {
      return answer;
    }
    if (!answer.ok) {
      options.onProgress({ sent: offset, resuming: true });
      await pause(Math.min(8_000, 500 * 2 ** attempt), options.signal);
      const state = await send('GET', url, { signal: options.signal });
      if (state.ok) offset = (state.body as { offset: number }).offset;
      // Only the answer to the last byte was lost.
      if (offset >= file.size) return { ok: true };
    }
  }
}

type PieceAnswer =
  | { readonly ok: true; readonly offset: number }
  | { readonly ok: false; readonly isLineLost: boolean; readonly problems: readonly Problem[] };

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function putPiece(
  file: File,
  url: string,
  offset: number,
  resuming: boolean,
  options: { readonly onProgress: (progress: UploadProgress) => void; readonly signal: AbortSignal },
): Promise<PieceAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    if (offset > 0)
      request.setRequestHeader('Content-Range', `bytes ${offset}-${file.size - 1}/${file.size}`);
    request.upload.onprogress = (event) => options.onProgress({ sent: offset + event.loaded, resuming });
    request.onload = () => {
      const body = parseJson(request.responseText) as { offset?: number; problems?: Problem[] } | null;
      if (request.status === 200 && typeof body?.offset === 'number')
        return resolve({ ok: true, offset: body.offset });
      const problems = body?.problems ?? [
        { code: 'unexpected', message: `The server answered ${request.status}.` },
      ];
      resolve({ ok: false, isLineLost: request.status >= 500 || request.status === 409, problems });
    };
    const lost = (): void =>
      resolve({ ok: false, isLineLost: !options.signal.aborted, problems: [lineLost(options.signal)] });
    request.onerror = lost;
    request.onabort = lost;
    options.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(offset > 0 ? file.slice(offset) : file);
  });
}

async function send(
  method: 'GET' | 'POST',
  url: string,
  options: { readonly json?: object; readonly signal: AbortSignal },
): Promise<
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] }
> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, {
        method,
        signal: options.signal,
        ...(options.json
          ? { body: JSON.stringify(options.json), headers: { 'Content-Type': 'application/json' } }
          : {}),
      });
      const body = parseJson(await response.text()) as { problems?: Problem[]; title?: string } | null;
      if (response.ok) return { ok: true, body };
      const fallback = [
        { code: 'unexpected', message: body?.title ?? `The server answered ${response.status}.` },
      ];
      return { ok: false, problems: body?.problems?.length ? body.problems : fallback };
    } catch {
      // Nothing reached the server or its answer was lost; beginning and finishing an upload may both be repeated.
      if (options.signal.aborted || attempt >= TRIES_MAX)
        return { ok: false, problems: [lineLost(options.signal)] };
      await pause(Math.min(8_000, 500 * 2 ** attempt), options.signal);
    }
  }
}

function lineLost(signal: AbortSignal): Problem {
  return signal.aborted
    ? { code: 'cancelled', message: 'You stopped the upload. Nothing was counted.' }
    : {
        code: 'line_lost',
        message: 'The connection was lost and did not come back. Nothing was counted; try again.',
      };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not from our server: a proxy's error page
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
