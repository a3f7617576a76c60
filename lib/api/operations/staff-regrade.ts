import { z } from 'zod';
import { answer, done, onStaffAssignment } from '@/lib/api/answers';
import { wholeFile } from '@/lib/api/whole-file';
import { operation } from '@/lib/api/operation';
import { assignment, none, text, uuid } from '@/lib/api/schemas/common';
import { regradePreview, regradeState as stateSchema } from '@/lib/api/schemas/staff';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { regradeState } from '@/lib/staff/regrade-list';
import { previewRegrade } from '@/lib/staff/regrade-preview';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';

const shared = { tag: 'Staff: regrade', scope: 'all', staff: true } as const;
const A = '/courses/{course}/assignments/{assignment}/staff';
const run = z.strictObject({ run: uuid });
const SOLUTION_BYTES_MAX = 200_000_000;

export const STAFF_REGRADE_OPERATIONS = [
  operation({
    ...shared,
    id: 'listRegrades',
    method: 'GET',
    path: `${A}/regrades`,
    summary: 'The solution’s versions, the regrade under way, and earlier ones',
    params: assignment,
    query: none,
    answer: { status: 200, description: 'The regrades', schema: stateSchema },
    run: ({ viewer, params }) =>
      onStaffAssignment(viewer, params, async (id) => answer(await regradeState(viewer, id))),
  }),
  operation({
    ...shared,
    id: 'addSolution',
    method: 'POST',
    path: `${A}/solutions`,
    summary: 'Add a version of the solution; it counts once a regrade to it is committed',
    params: assignment,
    query: z.strictObject({ fileName: text(500, 1).optional() }),
    file: { types: ['text/csv', 'application/octet-stream'], multipart: true, description: 'solution.csv' },
    answer: {
      status: 201,
      description: 'Added',
      schema: z.object({ solutionId: z.string(), number: z.int() }),
    },
    run: ({ viewer, params, query, file }) =>
      onStaffAssignment(viewer, params, async (id) => {
        const bytes = await wholeFile(file.chunks, SOLUTION_BYTES_MAX);
        if (!bytes.ok) return bytes;
        const name = query.fileName ?? file.name ?? 'solution.csv';
        return answer(await addSolutionVersion(viewer, id, bytes.value, name.replaceAll('\0', '')));
      }),
  }),
  operation({
    ...shared,
    id: 'startRegrade',
    method: 'POST',
    path: `${A}/regrades`,
    summary: 'Score everything under another version, beside the scores that count',
    params: assignment,
    query: none,
    body: z.strictObject({ solutionId: uuid, reason: text(2_000, 1) }),
    answer: { status: 201, description: 'Started', schema: z.object({ runId: z.string() }) },
    run: ({ viewer, params, body }) =>
      onStaffAssignment(viewer, params, async (id) =>
        answer(await startRegrade(viewer, id, { solutionId: body.solutionId }, body.reason)),
      ),
  }),
  operation({
    ...shared,
    id: 'previewRegrade',
    method: 'GET',
    path: '/staff/regrades/{run}',
    summary: 'What a regrade would change',
    params: run,
    query: none,
    answer: { status: 200, description: 'The changes', schema: regradePreview },
    run: async ({ viewer, params }) => answer(await previewRegrade(viewer, params.run)),
  }),
  operation({
    ...shared,
    id: 'commitRegrade',
    method: 'POST',
    path: '/staff/regrades/{run}/commit',
    summary: 'Switch all boards to the regrade at once',
    params: run,
    query: none,
    answer: { status: 204, description: 'Switched' },
    run: async ({ viewer, params }) => done(await commitRegrade(viewer, params.run)),
  }),
  operation({
    ...shared,
    id: 'cancelRegrade',
    method: 'POST',
    path: '/staff/regrades/{run}/cancel',
    summary: 'Give a regrade up',
    params: run,
    query: none,
    answer: { status: 204, description: 'Given up' },
    run: async ({ viewer, params }) => done(await cancelRegrade(viewer, params.run)),
  }),
];
