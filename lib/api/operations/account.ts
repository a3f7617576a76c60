import { z } from 'zod';
import { jsonOperation, type Operation } from '@/lib/api/operation';
import { assignmentParams, none } from '@/lib/api/parts';
import { assignment, course, me } from '@/lib/api/schemas/competition';
import { myCourses } from '@/lib/competition/assignment-list';
import { loginOf } from '@/lib/identity/tokens';
import { assignmentView } from '@/lib/leaderboard/assignment-view';
import { ok } from '@/lib/platform/result';

const TAG = 'Courses';

export const ACCOUNT: readonly Operation[] = [
  jsonOperation({
    id: 'getMe',
    method: 'GET',
    path: '/me',
    tag: TAG,
    summary: 'Who asks',
    audience: 'member',
    params: none,
    response: me,
    handle: async ({ viewer }) =>
      ok({
        login: await loginOf(viewer),
        name: viewer.name,
        scope: viewer.scope ?? null,
        courses: await myCourses(viewer),
      }),
  }),
  jsonOperation({
    id: 'listCourses',
    method: 'GET',
    path: '/courses',
    tag: TAG,
    summary: 'My courses with their assignments',
    audience: 'member',
    params: none,
    response: z.object({ items: z.array(course) }),
    handle: async ({ viewer }) => ok({ items: await myCourses(viewer) }),
  }),
  jsonOperation({
    id: 'getAssignment',
    method: 'GET',
    path: '/courses/{course}/assignments/{assignment}',
    tag: TAG,
    summary: 'An assignment as I see it: its times, pages, rules, my attempts and standing',
    audience: 'member',
    params: assignmentParams,
    response: assignment,
    handle: ({ viewer, params }) => assignmentView(viewer, params.course, params.assignment),
  }),
];
