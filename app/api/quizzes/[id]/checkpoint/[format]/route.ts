import { z } from 'zod';
import { downloadResponse } from '@/app/api/_http/download-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { CHECKPOINT_FILES, checkpointFile } from '@/lib/quiz/checkpoint-file';

const params = z.object({ id: z.uuid(), format: z.enum(CHECKPOINT_FILES) });

export const GET = route(params, async (_request, { viewer, params: { id, format } }) => {
  const file = await checkpointFile(viewer, id, format);
  return file.ok ? downloadResponse(file.value) : problemResponse(file.problems);
});
