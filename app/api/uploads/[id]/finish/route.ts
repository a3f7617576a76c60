import { z } from 'zod';
import { readJson } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { finishUpload } from '@/lib/submission/upload';

const finish = z.strictObject({ description: z.string().max(500).default('') });

export const POST = route(z.object({ id: z.uuid() }), async (request, { viewer, params: { id } }) => {
  const body = await readJson(request, finish);
  if (!body.ok) return problemResponse(body.problems);
  const receipt = await finishUpload(viewer, id, { description: body.value.description, source: 'web' });
  return receipt.ok ? jsonResponse(receipt.value, { status: 201 }) : problemResponse(receipt.problems);
});
