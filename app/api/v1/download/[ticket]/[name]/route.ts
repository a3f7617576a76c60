import { fileResponse, rangedResponse } from '@/app/api/_http/file-response';
import { WHOLE } from '@/app/api/v1/_answer';
import { guarded, wireProblem, wireRefusal } from '@/app/api/v1/_wire';
import { dataArchive } from '@/lib/kaggle/files';
import { readTicket } from '@/lib/kaggle/ticket';
import { assignmentFile } from '@/lib/submission/assignment-files';
import { submissionFile } from '@/lib/submission/own-submission';

interface Context {
  readonly params: Promise<{ readonly ticket: string; readonly name: string }>;
}

/** A data file, all of them as a zip, or a submission, at an address that ends in the file's name. */
export async function GET(request: Request, context: Context): Promise<Response> {
  return guarded(request, async () => {
    const { ticket: text, name } = await context.params;
    const given = await readTicket(text).catch(() => null);
    if (!given || given.ticket.kind === 'upload')
      return wireRefusal(404, 'This address is over; ask for the file again.');
    const { ticket, viewer } = given;
    const options = { ranges: !new URL(request.url).searchParams.has(WHOLE) };
    switch (ticket.kind) {
      case 'file': {
        const file = await assignmentFile(viewer, ticket.competitionId, ticket.path);
        if (!file.ok) return wireProblem(file.problems);
        return fileResponse(request, { ...file.value, modifiedAt: file.value.createdAt }, options);
      }
      case 'archive': {
        const archive = await dataArchive(viewer, ticket.competitionId);
        if (!archive.ok) return wireProblem(archive.problems);
        const file = { ...archive.value, fileName: name, contentType: 'application/zip' };
        return rangedResponse(request, file, options);
      }
      case 'submission': {
        const file = await submissionFile(viewer, ticket.submissionId);
        return file.ok ? fileResponse(request, file.value, options) : wireProblem(file.problems);
      }
    }
  });
}

/** Some versions ask again for the rest of a file with the method of their first request. */
export const POST = GET;
