import { z } from 'zod';
import { contentDisposition } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { handinEntry } from '@/lib/handin/handin-view';

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

/**
 * One file of an archive, by `?entry=` (its place) or `?path=`. A PDF is shown in the page, in a sandbox without scripts and without this site's origin; anything
 * else is a download (A64).
 */
export const GET = route(params, async (_request, { viewer, params: { id }, url }) => {
  const place = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(url.searchParams.get('entry') ?? undefined);
  const found = await handinEntry(
    viewer,
    id,
    place.success ? place.data : (url.searchParams.get('path') ?? ''),
  );
  if (!found.ok) return problemResponse(found.problems);
  const { fileName, content } = found.value;
  const isPdf = fileName.toLowerCase().endsWith('.pdf');
  const disposition = contentDisposition(fileName);
  return new Response(new Uint8Array(content), {
    headers: {
      'Content-Type': isPdf ? 'application/pdf' : 'application/octet-stream',
      'Content-Disposition': isPdf ? disposition.replace(/^attachment/, 'inline') : disposition,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; sandbox",
    },
  });
});
