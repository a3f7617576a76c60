import { z } from 'zod';
import { atomResponse, feedAssignment } from '@/app/api/_http/atom-response';
import { route } from '@/app/api/_http/route';
import { readFeed } from '@/lib/forum/feed';

const params = z.object({ course: z.string().max(100) });

/** A course's announcements for who is signed in or sends a token. */
export const GET = route(params, async (request, { viewer, params: { course }, url }) =>
  atomResponse(request, await readFeed(viewer, course, feedAssignment(url))),
);
