import 'server-only';
import { currentViewer } from '@/app/_data/session';
import { myCourses } from '@/lib/competition/assignment-list';
import { env } from '@/lib/platform/env';

/** What the frame of every page shows. */
export async function frameFacts(): Promise<{
  person: { name: string } | null;
  isStaff: boolean;
  isDemo: boolean;
}> {
  const viewer = await currentViewer();
  const courses = viewer ? await myCourses(viewer) : [];
  return {
    person: viewer ? { name: viewer.name } : null,
    isStaff: viewer !== null && (viewer.canCreateCourses || courses.some((course) => course.isStaff)),
    isDemo: env().SADDLEPOINT_DEMO === '1',
  };
}
