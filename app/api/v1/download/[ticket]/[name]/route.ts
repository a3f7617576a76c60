import { Readable } from 'node:stream';
import { fileResponse } from '@/app/api/_http/file-response';
import { guarded, wireJson, wireProblem } from '@/app/api/v1/_wire';
import { dataArchive } from '@/lib/kaggle/files';
import { readTicket } from '@/lib/kaggle/ticket';
import { BODY_BYTES_HEADER } from '@/lib/platform/body-length';
import { assignmentFile } from '@/lib/submission/assignment-files';

interface Context {
  readonly params: Promise<{ readonly ticket: string; readonly name: string }>;
}

/** A data file, or all of them as a zip, at an address that ends in the file's name. */
export async function GET(request: Request, context: Context): Promise<Response> {
  return guarded(request, async () => {
    const given = await readTicket((await context.params).ticket).catch(() => null);
    if (!given || given.ticket.kind === 'upload')
      return wireJson({ code: 404, message: 'This address is over; ask for the file again.' }, 404);
    const { ticket, viewer } = given;
    if (ticket.kind === 'file') {
      const file = await assignmentFile(viewer, ticket.competitionId, ticket.path);
      return file.ok ? fileResponse(request, file.value) : wireProblem(file.problems);
    }
    const archive = await dataArchive(viewer, ticket.competitionId);
    if (!archive.ok) return wireProblem(archive.problems);
    const { bytes, stream } = archive.value;
    return new Response(Readable.toWeb(Readable.from(stream as AsyncIterable<Buffer>)) as ReadableStream, {
      headers: {
        'Content-Type': 'application/zip',
        'Cache-Control': 'private, no-cache, no-transform',
        'Last-Modified': new Date().toUTCString(),
        'X-Content-Type-Options': 'nosniff',
        [BODY_BYTES_HEADER]: String(bytes),
      },
    });
  });
}
