import { z } from 'zod';
import { fileOperation, jsonOperation, type ApiAnswer, type Operation } from '@/lib/api/operation';
import { assignmentParams, courseParams, pageOf, pageQuery, pageSchema, wholeUpload } from '@/lib/api/parts';
import { done } from '@/lib/api/schemas/common';
import { person, rosterApplied, rosterPlan, uploadedBundle } from '@/lib/api/schemas/staff';
import { exportBundleZip } from '@/lib/bundle/export-bundle';
import { applyUploadedBundle, uploadBundle, uploadedBundles } from '@/lib/bundle/uploaded-bundle';
import { applyRoster, previewRoster } from '@/lib/identity/import-roster';
import { peopleOf } from '@/lib/identity/people';
import { ok, type Result } from '@/lib/platform/result';

const TAG = 'Staff: course';
const ROSTER_BYTES_MAX = 5_000_000;
const flag = z.enum(['true', 'false']).default('false');

export const STAFF_COURSE: readonly Operation[] = [
  jsonOperation({
    id: 'listPeople',
    method: 'GET',
    path: '/courses/{course}/people',
    tag: TAG,
    summary: 'Everybody who is, or was, in the course',
    audience: 'staff',
    params: courseParams,
    query: pageQuery,
    response: pageSchema(person),
    handle: async ({ viewer, params, query }) => {
      const view = await peopleOf(viewer, params.course);
      return view.ok ? pageOf(view.value.people, query, (each) => each.userId) : view;
    },
  }),
  jsonOperation({
    id: 'previewRoster',
    method: 'POST',
    path: '/courses/{course}/roster/preview',
    tag: TAG,
    summary: 'What a roster file would change',
    description: 'The CSV (student_id,name,email,role) is the body. For instructors. Nothing is changed.',
    audience: 'staff',
    params: courseParams,
    query: z.strictObject({ removeMissing: flag }),
    upload: ['text/csv', 'application/octet-stream'],
    response: rosterPlan,
    handle: async ({ viewer, params, query, upload }) => {
      const bytes = await wholeUpload(upload, ROSTER_BYTES_MAX);
      if (!bytes.ok) return bytes;
      return previewRoster(viewer, params.course, bytes.value, {
        removeMissing: query.removeMissing === 'true',
      });
    },
  }),
  jsonOperation({
    id: 'applyRoster',
    method: 'POST',
    path: '/courses/{course}/roster',
    tag: TAG,
    summary: 'Import a roster file',
    description:
      'With the fingerprint of a preview, it is refused when anything else than what was shown would change.',
    audience: 'staff',
    params: courseParams,
    query: z.strictObject({ removeMissing: flag, fingerprint: z.string().max(200).optional() }),
    upload: ['text/csv', 'application/octet-stream'],
    response: rosterApplied,
    handle: async ({ viewer, params, query, upload }) => {
      const bytes = await wholeUpload(upload, ROSTER_BYTES_MAX);
      if (!bytes.ok) return bytes;
      const applied = await applyRoster(viewer, params.course, bytes.value, {
        removeMissing: query.removeMissing === 'true',
        ...(query.fingerprint === undefined ? {} : { fingerprint: query.fingerprint }),
      });
      if (!applied.ok) return applied;
      const { plan, invitations } = applied.value;
      const count = (...actions: readonly string[]): number =>
        plan.entries.filter((each) => actions.includes(each.action)).length;
      return ok({
        added: count('add', 'restore'),
        changed: count('change'),
        removed: plan.missing.filter((each) => each.isRemoved).length,
        invitations,
      });
    },
  }),
  jsonOperation({
    id: 'listBundles',
    method: 'GET',
    path: '/courses/{course}/bundles',
    tag: TAG,
    summary: 'The latest uploaded bundles, with what each would change',
    audience: 'staff',
    params: courseParams,
    response: z.object({ items: z.array(uploadedBundle) }),
    handle: async ({ viewer, params }) => {
      const bundles = await uploadedBundles(viewer, params.course);
      return bundles.ok ? ok({ items: bundles.value }) : bundles;
    },
  }),
  jsonOperation({
    id: 'uploadBundle',
    method: 'POST',
    path: '/courses/{course}/bundles',
    tag: TAG,
    summary: 'Upload an assignment’s folder as a zip',
    description: 'It is read by the worker; nothing changes before it is confirmed.',
    audience: 'staff',
    status: 202,
    params: courseParams,
    query: z.strictObject({
      fileName: z.string().min(1).max(500).default('bundle.zip'),
      withoutMissing: flag,
    }),
    upload: ['application/zip', 'application/octet-stream'],
    response: z.object({ importId: z.uuid() }),
    handle: ({ viewer, params, query, upload }) =>
      uploadBundle(
        viewer,
        params.course,
        { fileName: query.fileName, withoutMissing: query.withoutMissing === 'true' },
        upload,
      ),
  }),
  jsonOperation({
    id: 'confirmBundle',
    method: 'POST',
    path: '/courses/{course}/bundles/{bundle}/confirmation',
    tag: TAG,
    summary: 'Apply an uploaded bundle',
    audience: 'staff',
    status: 202,
    params: courseParams.extend({ bundle: z.uuid() }),
    response: done,
    handle: async ({ viewer, params }) => {
      const applied = await applyUploadedBundle(viewer, params.bundle);
      return applied.ok ? ok({ done: true }) : applied;
    },
  }),
  fileOperation({
    id: 'exportBundle',
    method: 'GET',
    path: '/courses/{course}/assignments/{assignment}/staff/bundle',
    tag: TAG,
    summary: 'The assignment’s folder as a zip; it holds the solution',
    audience: 'staff',
    params: assignmentParams,
    download: 'application/zip',
    handle: async ({ viewer, params }): Promise<Result<ApiAnswer>> => {
      const zip = await exportBundleZip(viewer, params.course, params.assignment);
      return zip.ok ? ok({ kind: 'stream', contentType: 'application/zip', ...zip.value }) : zip;
    },
  }),
];
