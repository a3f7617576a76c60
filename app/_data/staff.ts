import 'server-only';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { enterForStaff, type Entered } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import type { Result } from '@/lib/platform/result';
import { readCockpit, type Cockpit } from '@/lib/staff/cockpit';
import { staffCourse, type StaffCourse } from '@/lib/staff/staff-course';

interface Asked {
  readonly viewer: Viewer;
}

/** The competition in the address; for anyone but its staff the page does not exist. */
export async function readStaffCompetition(params: Promise<AssignmentParams>): Promise<Entered & Asked> {
  const { course, assignment } = await params;
  const viewer = await requireViewer();
  return { ...foundOr404(await enterForStaff(viewer, course, assignment)), viewer };
}

/** How the competition in the address stands. */
export async function readStaffCockpit(params: Promise<AssignmentParams>): Promise<Cockpit & Asked> {
  const { course, assignment } = await params;
  const viewer = await requireViewer();
  return { ...foundOr404(await readCockpit(viewer, course, assignment)), viewer };
}

const courseOf = cache(async (slug: string): Promise<StaffCourse> =>
  foundOr404(await staffCourse(await requireViewer(), slug)),
);

/** The course in the address, asked for once a request by its layout and its page. */
export async function readStaffCourse(params: Promise<{ readonly course: string }>): Promise<StaffCourse> {
  return courseOf((await params).course);
}

/** The value, or the page that says there is nothing here. */
export function foundOr404<T>(result: Result<T>): T {
  if (!result.ok) notFound();
  return result.value;
}
