import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { acceptHandin } from '@/lib/handin/accept-handin';

const query = z.object({ fileName: z.string().min(1).max(500) });

/** Hands an archive in: the body is the file, its name is in the query. */
export const POST = route(z.object({ id: z.uuid() }), async (request, { viewer, params: { id }, url }) => {
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success)
    return problemResponse([
      { code: 'bad_field', field: 'fileName', message: 'Name the archive: ?fileName=…' },
    ]);
  const receipt = await acceptHandin(viewer, id, asked.data.fileName, bodyChunks(request));
  return receipt.ok ? jsonResponse(receipt.value, { status: 201 }) : problemResponse(receipt.problems);
});
