import { Readable } from 'node:stream';
import { z } from 'zod';
import { contentDisposition } from '@/app/api/_http/file-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { exportBundleZip } from '@/lib/bundle/export-bundle';

/** The assignment's folder as a zip, made while it is sent. It holds the solution: for staff, never cached. */
export const GET = route(
  z.object({ course: z.string(), assignment: z.string() }),
  async (_request, { viewer, params: { course, assignment } }) => {
    const zip = await exportBundleZip(viewer, course, assignment);
    if (!zip.ok) return problemResponse(zip.problems);
    return new Response(Readable.toWeb(zip.value.content) as ReadableStream, {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': contentDisposition(zip.value.fileName),
        'Cache-Control': 'private, no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    });
  },
);
