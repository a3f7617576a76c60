import { contentDisposition } from '@/app/api/_http/file-response';

/**
 * One file out of a student's archive. A PDF is shown in the page, in a sandbox without scripts and without this site's origin;
 * anything else is a download (A64).
 */
export function entryResponse(file: { readonly fileName: string; readonly content: Uint8Array }): Response {
  const isPdf = file.fileName.toLowerCase().endsWith('.pdf');
  const disposition = contentDisposition(file.fileName);
  return new Response(new Uint8Array(file.content), {
    headers: {
      'Content-Type': isPdf ? 'application/pdf' : 'application/octet-stream',
      'Content-Disposition': isPdf ? disposition.replace(/^attachment/, 'inline') : disposition,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; sandbox",
    },
  });
}
