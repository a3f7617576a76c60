import { Readable } from 'node:stream';
import { contentDisposition } from '@/app/api/_http/file-response';

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

/** A file that is made while it is sent; its length is not known before. */
export function streamResponse(file: {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Readable;
}): Response {
  return new Response(Readable.toWeb(file.content) as ReadableStream, {
    headers: {
      'Content-Type': file.contentType,
      'Content-Disposition': contentDisposition(file.fileName),
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    },
  });
}
