import { z } from 'zod';
import { fileResponse } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { submissionFile } from '@/lib/submission/own-submission';

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

export const GET = route(params, async (request, { viewer, params: { id } }) => {
  const file = await submissionFile(viewer, id);
  return file.ok ? fileResponse(request, file.value) : problemResponse(file.problems);
});
