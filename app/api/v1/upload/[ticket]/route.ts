import { bodyChunks } from '@/app/api/_http/body';
import { guarded, wireJson, wireProblem } from '@/app/api/v1/_wire';
import { readTicket } from '@/lib/kaggle/ticket';
import { parseContentRange } from '@/lib/platform/files/content-range.core';
import { receivePiece, uploadState, type UploadState } from '@/lib/submission/upload';

interface Context {
  readonly params: Promise<{ readonly ticket: string }>;
}

const AT_ANOTHER_PLACE: ReadonlySet<string> = new Set(['wrong_offset', 'upload_complete']);

/** Takes the bytes of an upload: all at once, or in pieces by `Content-Range`; asked without bytes, it says how far it is. */
export async function PUT(request: Request, context: Context): Promise<Response> {
  return guarded(request, async () => {
    const ticket = await readTicket((await context.params).ticket).catch(() => null);
    if (ticket?.ticket.kind !== 'upload')
      return wireJson({ code: 404, message: 'This upload is over; start again.' }, 404);
    const {
      viewer,
      ticket: { uploadId },
    } = ticket;
    const range = parseContentRange(request.headers.get('content-range'));
    if (!range.ok) return wireProblem(range.problems);
    const state = await receivePiece(viewer, uploadId, range.value, bodyChunks(request));
    if (state.ok) return progress(state.value);
    // A piece at another place than where it goes on, or after the end: the client is told how far it is.
    const now = AT_ANOTHER_PLACE.has(state.problems[0]?.code ?? '')
      ? await uploadState(viewer, uploadId)
      : null;
    return now?.ok ? progress(now.value) : wireProblem(state.problems);
  });
}

/** 200 when all is there; else 308 with the bytes that are, as Google's resumable uploads answer. */
function progress({ offset, bytesTotal }: UploadState): Response {
  if (offset >= bytesTotal) return wireJson({}, 200);
  const headers = { 'Cache-Control': 'no-store', ...(offset > 0 ? { Range: `bytes=0-${offset - 1}` } : {}) };
  return new Response(null, { status: 308, headers });
}
