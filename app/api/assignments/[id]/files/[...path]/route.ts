import { z } from 'zod';
import { fileResponse, textResponse } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { downloadFile } from '@/lib/submission/reference-files';

const params = z.object({ id: z.uuid(), path: z.array(z.string()).transform((parts) => parts.join('/')) });

export const GET = route(params, async (request, { viewer, params: { id, path } }) => {
  const file = await downloadFile(viewer, id, path);
  if (!file.ok) return problemResponse(file.problems);
  const { sha256, fileName, text } = file.value;
  return text === null
    ? fileResponse(request, { sha256, fileName })
    : textResponse(request, { text, fileName });
});
