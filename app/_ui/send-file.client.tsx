'use client';

import type { Problem } from '@/lib/platform/result';

export type SentFile =
  | { readonly ok: true; readonly body: unknown }
  /** `problems` null: the server did not answer. */
  | { readonly ok: false; readonly problems: readonly Problem[] | null };

/** Sends a file as the body of a request; `onProgress` is told the share that has left, 0 to 1. The browser reads it as it goes. */
export function sendFile(
  url: string,
  file: File,
  onProgress: (share: number) => void,
  method: 'POST' | 'PUT' = 'POST',
): Promise<SentFile> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = 'json';
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => onProgress(event.total === 0 ? 1 : event.loaded / event.total);
    request.onload = () => {
      const body: unknown = request.response;
      if (request.status < 300) return resolve({ ok: true, body });
      resolve({ ok: false, problems: (body as { problems?: readonly Problem[] } | null)?.problems ?? null });
    };
    request.onerror = request.onabort = () => resolve({ ok: false, problems: null });
    request.send(file);
  });
}
