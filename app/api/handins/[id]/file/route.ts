import { z } from 'zod';
import { fileResponse } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { handinArchive } from '@/lib/handin/handin-view';

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

/** The archive as it was handed in: for its sender and the staff. */
export const GET = route(params, async (request, { viewer, params: { id } }) => {
  const archive = await handinArchive(viewer, id);
  return archive.ok ? fileResponse(request, archive.value) : problemResponse(archive.problems);
});
