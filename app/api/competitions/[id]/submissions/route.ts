import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { mySubmissions } from '@/lib/submission/my-submissions';
import { submitBody } from '@/lib/submission/submit-body';
import { idempotencyKey } from '@/lib/upload/idempotency.core';

const params = z.object({ id: z.uuid() });

const query = z.strictObject({
  fileName: z.string().min(1).max(2_000).default('submission.csv'),
  description: z.string().max(500).default(''),
});

export const GET = route(params, async (_request, { viewer, params: { id } }) => {
  const submissions = await mySubmissions(viewer, id);
  return submissions.ok ? jsonResponse(submissions.value) : problemResponse(submissions.problems);
});

/** The file is the body; its name and a description are in the query, an idempotency key in the header. */
export const POST = route(params, async (request, { viewer, params: { id }, url }) => {
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success) {
    return problemResponse(
      asked.error.issues.map((issue) => ({
        code: 'bad_field',
        message: issue.message,
        field: issue.path.join('.'),
      })),
    );
  }
  const { fileName, description } = asked.data;
  const key = idempotencyKey(request.headers.get('idempotency-key'));
  if (!key.ok) return problemResponse(key.problems);
  const receipt = await submitBody(
    viewer,
    {
      competitionId: id,
      description,
      source: 'api',
      idempotencyKey: key.value,
    },
    fileName,
    bodyChunks(request),
  );
  return receipt.ok ? jsonResponse(receipt.value, { status: 201 }) : problemResponse(receipt.problems);
});
