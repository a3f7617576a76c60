import { z } from 'zod';
import { fileResponse } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { assignmentFile } from '@/lib/submission/assignment-files';

const params = z.object({ id: z.uuid(), path: z.array(z.string()).transform((parts) => parts.join('/')) });

export const GET = route(params, async (request, { viewer, params: { id, path } }) => {
  const file = await assignmentFile(viewer, id, path);
  return file.ok ? fileResponse(request, file.value) : problemResponse(file.problems);
});
