import { z } from 'zod';
import { entryResponse } from '@/app/api/_http/entry-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { handinEntry } from '@/lib/handin/handin-view';

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

/** One file of an archive, by `?entry=` (its place) or `?path=`. */
export const GET = route(params, async (_request, { viewer, params: { id }, url }) => {
  const place = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(url.searchParams.get('entry') ?? undefined);
  const found = await handinEntry(
    viewer,
    id,
    place.success ? place.data : (url.searchParams.get('path') ?? ''),
  );
  if (!found.ok) return problemResponse(found.problems);
  return entryResponse(found.value);
});
