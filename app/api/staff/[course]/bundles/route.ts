import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { uploadBundle, uploadedBundles } from '@/lib/bundle/uploaded-bundle';

const params = z.object({ course: z.string() });

const query = z.strictObject({
  fileName: z.string().min(1).max(500).default('bundle.zip'),
  withoutMissing: z.enum(['true', 'false']).default('false'),
});

/** The course's latest uploaded bundles, with what each would change. */
export const GET = route(params, async (_request, { viewer, params: { course } }) => {
  const bundles = await uploadedBundles(viewer, course);
  return bundles.ok ? jsonResponse(bundles.value) : problemResponse(bundles.problems);
});

/** Takes an assignment's folder as a zip: the body is the file. It is read by the worker; nothing changes yet. */
export const POST = route(params, async (request, { viewer, params: { course }, url }) => {
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success)
    return problemResponse(
      asked.error.issues.map((issue) => ({
        code: 'bad_field',
        message: issue.message,
        field: issue.path.join('.'),
      })),
    );
  const { fileName, withoutMissing } = asked.data;
  const file = { fileName, withoutMissing: withoutMissing === 'true' };
  const uploaded = await uploadBundle(viewer, course, file, bodyChunks(request));
  return uploaded.ok ? jsonResponse(uploaded.value, { status: 202 }) : problemResponse(uploaded.problems);
});
