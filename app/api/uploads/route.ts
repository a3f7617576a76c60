import { z } from 'zod';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { readJson } from '@/app/api/_http/body';
import { route } from '@/app/api/_http/route';
import { startUpload } from '@/lib/submission/upload';

const begin = z.strictObject({
  competitionId: z.uuid(),
  fileName: z.string().min(1).max(2_000),
  bytesTotal: z.int().min(0).max(2_000_000_000),
});

export const POST = route(z.object({}), async (request, { viewer }) => {
  const body = await readJson(request, begin);
  if (!body.ok) return problemResponse(body.problems);
  const upload = await startUpload(viewer, body.value);
  if (!upload.ok) return problemResponse(upload.problems);
  return jsonResponse(upload.value, {
    status: 201,
    headers: { Location: `/api/uploads/${upload.value.uploadId}` },
  });
});
