import 'server-only';
import { cache } from 'react';
import { requireViewer } from '@/app/_data/assignment';
import { hasGrading } from '@/lib/gradebook/my-grade';

/** Whether the assignment is graded here, asked for once a request. */
export const readHasGrading = cache(async (assignmentId: string) =>
  hasGrading(await requireViewer(), assignmentId),
);
