import { z } from 'zod';
import { entryResponse } from '@/app/api/_http/entry-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { galleryFile } from '@/lib/gallery/gallery-view';

const params = z.object({ id: z.uuid(), index: z.coerce.number().int().min(0).max(100_000) });

/** One file that its author shows to the class. */
export const GET = route(params, async (_request, { viewer, params: { id, index } }) => {
  const file = await galleryFile(viewer, id, index);
  return file.ok ? entryResponse(file.value) : problemResponse(file.problems);
});
