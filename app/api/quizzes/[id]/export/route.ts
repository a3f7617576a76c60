import { z } from 'zod';
import { downloadResponse } from '@/app/api/_http/download-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { exportQuiz } from '@/lib/quiz/export-quiz';

export const GET = route(z.object({ id: z.uuid() }), async (_request, { viewer, params: { id } }) => {
  const made = await exportQuiz(viewer, id);
  if (!made.ok) return problemResponse(made.problems);
  const { fileName, csv } = made.value;
  return downloadResponse({
    fileName,
    contentType: 'text/csv; charset=utf-8',
    bytes: new TextEncoder().encode(csv),
  });
});
