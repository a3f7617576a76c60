import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { exportCanvas } from '@/lib/gradebook/export-grades';

const BYTES_MAX = 20_000_000;
const query = z.object({ column: z.string().trim().max(300).optional() });

/** Takes a Canvas grade-book export as the body and answers with it filled in (base64) and what was done with each row. */
export const POST = route(z.object({ id: z.uuid() }), async (request, { viewer, params: { id }, url }) => {
  const { column } = query.parse(Object.fromEntries(url.searchParams));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bodyChunks(request)) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX)
      return problemResponse([{ code: 'file_too_large', message: `At most ${BYTES_MAX} bytes are taken.` }]);
    chunks.push(chunk);
  }
  const filled = await exportCanvas(viewer, id, Buffer.concat(chunks), column === '' ? undefined : column);
  if (!filled.ok) return problemResponse(filled.problems);
  const { file, ...outcome } = filled.value;
  return Response.json(
    { ...outcome, file: file.toString('base64') },
    { headers: { 'Cache-Control': 'private, no-store' } },
  );
});
