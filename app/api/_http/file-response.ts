import { createHash } from 'node:crypto';
import { streamBody } from '@/app/api/_http/stream-body';
import { BODY_BYTES_HEADER } from '@/lib/platform/body-length';
import { shownFileName } from '@/lib/platform/file-name.core';
import { storedChunks, storedStat } from '@/lib/platform/files/store';

const RANGE = /^bytes=(\d*)-(\d*)$/;

/** A file that can be sent in parts. */
export interface RangedFile {
  /** Anything a user typed; it travels encoded (A65). */
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Names the content: the same content always has the same, another content never. */
  readonly etag: string;
  readonly modifiedAt: Date;
  chunks(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/**
 * A file as a download: never shown in the page (A64), with length, ETag, date and byte ranges so that a broken download goes on
 * where it was. `options.ranges`: false for a client that cannot go on; it gets the whole file and no promise of parts.
 */
export function rangedResponse(
  request: Request,
  file: RangedFile,
  { ranges = true }: { readonly ranges?: boolean } = {},
): Response {
  const { bytes, etag } = file;
  const headers = {
    ...downloadHeaders(file.fileName, etag, file.contentType),
    ...(ranges ? { 'Accept-Ranges': 'bytes' } : {}),
    'Last-Modified': file.modifiedAt.toUTCString(),
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const ifRange = request.headers.get('if-range');
  const asked = ranges && (ifRange === null || ifRange === etag) ? request.headers.get('range') : null;
  const range = asked === null ? null : parseRange(asked, bytes);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${bytes}` } });
  }
  const body = streamBody(file.chunks(range ?? undefined));
  if (!range) return new Response(body, { headers: { ...headers, [BODY_BYTES_HEADER]: String(bytes) } });
  return new Response(body, {
    status: 206,
    headers: {
      ...headers,
      [BODY_BYTES_HEADER]: String(range.end - range.start + 1),
      'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`,
    },
  });
}

/** The same for a file of the store. `modifiedAt`: since when it has this content; left out: since it came. */
export async function fileResponse(
  request: Request,
  file: { readonly sha256: string; readonly fileName: string; readonly modifiedAt?: Date },
  options: { readonly ranges?: boolean } = {},
): Promise<Response> {
  const { sha256, fileName } = file;
  const { size, mtime } = await storedStat(sha256);
  return rangedResponse(
    request,
    {
      fileName,
      contentType: 'application/octet-stream',
      bytes: size,
      etag: `"${sha256}"`,
      modifiedAt: file.modifiedAt ?? mtime,
      chunks: (range) => storedChunks(sha256, range),
    },
    options,
  );
}

/** A small text made for this answer as a download; the same headers, without ranges. */
export function textResponse(request: Request, file: { text: string; fileName: string }): Response {
  const bytes = Buffer.from(file.text);
  const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
  const headers = downloadHeaders(file.fileName, etag);
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(bytes, { headers: { ...headers, [BODY_BYTES_HEADER]: String(bytes.length) } });
}

function downloadHeaders(
  fileName: string,
  etag: string,
  contentType = 'application/octet-stream',
): Record<string, string> {
  return {
    ETag: etag,
    // no-transform: a server or proxy that compresses on the way would drop the length and make ranges useless.
    'Cache-Control': 'private, no-cache, no-transform',
    'Content-Type': contentType,
    'Content-Disposition': contentDisposition(fileName),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  };
}

/** RFC 9110 §14.2, one range; several ranges or another unit are ignored and the whole file is sent. */
export function parseRange(
  value: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = RANGE.exec(value.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start >= size || end < start ? 'unsatisfiable' : { start, end };
}

/** RFC 6266 with a plain fallback: nothing of the name can end the header or change its meaning. */
export function contentDisposition(fileName: string): string {
  const clean = [...shownFileName(fileName)].slice(-120).join('');
  const ascii = clean.replace(/[^A-Za-z0-9._ -]/g, '_');
  const encoded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
