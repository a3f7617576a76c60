import { z } from 'zod';
import { bodyChunks } from '@/app/api/_http/body';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { parseContentRange } from '@/lib/platform/files/content-range.core';
import { receivePiece, uploadState } from '@/lib/submission/upload';

const params = z.object({ id: z.uuid() });

export const GET = route(params, async (_request, { viewer, params: { id } }) => {
  const state = await uploadState(viewer, id);
  return state.ok ? jsonResponse(state.value) : problemResponse(state.problems);
});

export const PUT = route(params, async (request, { viewer, params: { id } }) => {
  const range = parseContentRange(request.headers.get('content-range'));
  if (!range.ok) return problemResponse(range.problems);
  const state = await receivePiece(viewer, id, range.value, bodyChunks(request));
  return state.ok ? jsonResponse(state.value) : problemResponse(state.problems);
});
