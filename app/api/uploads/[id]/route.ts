import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { receivePiece, uploadState } from '@/lib/submission/upload';

const params = z.object({ id: z.uuid() });

/** `bytes 0-99/100`, or absent for a whole file in one piece. */
const CONTENT_RANGE = /^bytes (\d{1,12})-\d{1,12}\/\d{1,12}$/;

export const GET = route(params, async (_request, { viewer, params: { id } }) => {
  const state = await uploadState(viewer, id);
  return state.ok ? jsonResponse(state.value) : problemResponse(state.problems);
});

export const PUT = route(params, async (request, { viewer, params: { id } }) => {
  const range = request.headers.get('content-range');
  const start = range === null ? 0 : Number(CONTENT_RANGE.exec(range)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) {
    const message = 'Content-Range must look like `bytes 0-99/100`.';
    return problemResponse([{ code: 'bad_range', field: 'Content-Range', message }]);
  }
  const state = await receivePiece(viewer, id, start, bodyChunks(request));
  return state.ok ? jsonResponse(state.value) : problemResponse(state.problems);
});
