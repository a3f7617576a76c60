import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { readPdfPart } from '@/lib/handin/pdf-parts';

const params = z.object({ kind: z.string().max(40), name: z.string().max(80) });

/** A part of the PDF reader: a character map, a font, a decoder. The same for everyone. */
export const GET = route(params, async (_request, { params: { kind, name } }) => {
  const part = await readPdfPart(kind, name);
  if (part === null) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(part.bytes), {
    headers: {
      'Content-Type': part.contentType,
      'Cache-Control': 'private, max-age=86400',
      'X-Content-Type-Options': 'nosniff',
    },
  });
});
