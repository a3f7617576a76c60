import { z } from 'zod';
import { streamResponse } from '@/app/api/_http/download-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { exportBundleZip } from '@/lib/bundle/export-bundle';

/** The assignment's folder as a zip, made while it is sent. It holds the solution: for staff, never cached. */
export const GET = route(
  z.object({ course: z.string(), assignment: z.string() }),
  async (_request, { viewer, params: { course, assignment } }) => {
    const zip = await exportBundleZip(viewer, course, assignment);
    if (!zip.ok) return problemResponse(zip.problems);
    return streamResponse({ contentType: 'application/zip', ...zip.value });
  },
);
