import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { fileResponse, textResponse } from '@/app/api/_http/file-response';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { putAssignmentFile } from '@/lib/staff/assignment-files';
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

const query = z.strictObject({ kind: z.enum(['data', 'reference']).default('data') });

/** Staff put a file there; the body is the file. One of that path is replaced and keeps its kind. */
export const PUT = route(params, async (request, { viewer, params: { id, path }, url }) => {
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success)
    return problemResponse([
      { code: 'bad_field', field: 'kind', message: 'The kind of a file is data or reference.' },
    ]);
  const file = { path, kind: asked.data.kind };
  const stored = await putAssignmentFile(viewer, id, file, bodyChunks(request));
  return stored.ok ? jsonResponse(stored.value) : problemResponse(stored.problems);
});
