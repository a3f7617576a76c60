import { bodyChunks } from '@/app/api/_http/body';
import { guarded, wireJson, wireProblem } from '@/app/api/v1/_wire';
import { readTicket } from '@/lib/kaggle/ticket';
import { receivePiece, uploadState, type UploadState } from '@/lib/submission/upload';

interface Context {
  readonly params: Promise<{ readonly ticket: string }>;
}

const ASKS = /^bytes \*\/\d{1,12}$/;
const PIECE = /^bytes (\d{1,12})-\d{1,12}\/\d{1,12}$/;

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
    const range = request.headers.get('content-range');
    if (range !== null && ASKS.test(range.trim())) {
      const state = await uploadState(viewer, uploadId);
      return state.ok ? progress(state.value) : wireProblem(state.problems);
    }
    const start = range === null ? 0 : Number(PIECE.exec(range.trim())?.[1] ?? Number.NaN);
    if (Number.isNaN(start))
      return wireJson({ code: 400, message: 'Content-Range must look like `bytes 0-99/100`.' }, 400);
    const state = await receivePiece(viewer, uploadId, start, bodyChunks(request));
    if (state.ok) return progress(state.value);
    // A piece that leaves a gap: the client is told where to go on.
    const now = state.problems[0]?.code === 'wrong_offset' ? await uploadState(viewer, uploadId) : null;
    return now?.ok ? progress(now.value) : wireProblem(state.problems);
  });
}

/** 200 when all is there; else 308 with the bytes that are, as Google's resumable uploads answer. */
function progress({ offset, bytesTotal }: UploadState): Response {
  if (offset >= bytesTotal) return wireJson({}, 200);
  const headers = { 'Cache-Control': 'no-store', ...(offset > 0 ? { Range: `bytes=0-${offset - 1}` } : {}) };
  return new Response(null, { status: 308, headers });
}
