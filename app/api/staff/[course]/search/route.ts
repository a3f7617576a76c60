import { z } from 'zod';
import { jsonResponse, problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { searchCourse } from '@/lib/staff/search-course';

/** What the palette of the staff area jumps to: people and submissions of the course. */
export const GET = route(
  z.object({ course: z.string().max(60) }),
  async (_request, { viewer, params, url }) => {
    const found = await searchCourse(viewer, params.course, (url.searchParams.get('q') ?? '').slice(0, 100));
    return found.ok ? jsonResponse({ items: found.value }) : problemResponse(found.problems);
  },
);
