import 'server-only';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import type { Viewer } from '@/lib/identity/viewer';
import type { Result } from '@/lib/platform/result';
import { readCockpit, staffCourse, type Cockpit, type StaffCourse } from '@/lib/staff/cockpit';

const cockpitOf = cache(async (course: string, assignment: string): Promise<Cockpit> => {
  return foundOr404(await readCockpit(await requireViewer(), course, assignment));
});

/** The cockpit of the competition in the address; for anyone but its staff the page does not exist. */
export async function readStaffCompetition(
  params: Promise<AssignmentParams>,
): Promise<Cockpit & { readonly viewer: Viewer }> {
  const { course, assignment } = await params;
  return { ...(await cockpitOf(course, assignment)), viewer: await requireViewer() };
}

export async function readStaffCourse(params: Promise<{ readonly course: string }>): Promise<StaffCourse> {
  return foundOr404(await staffCourse(await requireViewer(), (await params).course));
}

/** The value, or the page that says there is nothing here. */
export function foundOr404<T>(result: Result<T>): T {
  if (!result.ok) notFound();
  return result.value;
}
