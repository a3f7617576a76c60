import { contentDisposition } from '@/app/api/_http/file-response';
import { streamBody } from '@/app/api/_http/stream-body';
import { BODY_BYTES_HEADER } from '@/lib/platform/body-length';

/** A file made for one reader, as a download: never cached (A37), never shown in the page (A64). */
export function downloadResponse(file: {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}): Response {
  return new Response(Uint8Array.from(file.bytes), {
    headers: {
      'Content-Type': file.contentType,
      'Content-Length': String(file.bytes.byteLength),
      'Content-Disposition': contentDisposition(file.fileName),
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    },
  });
}

/** A file that is made while it is sent. */
export function streamResponse(file: {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}): Response {
  return new Response(streamBody(file.content), {
    headers: {
      'Content-Type': file.contentType,
      'Content-Disposition': contentDisposition(file.fileName),
      'Cache-Control': 'private, no-store, no-transform',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      [BODY_BYTES_HEADER]: String(file.bytes),
    },
  });
}
