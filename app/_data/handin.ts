import 'server-only';
import { cache } from 'react';
import { requireViewer } from '@/app/_data/assignment';
import { handinSummary } from '@/lib/handin/handin-view';

/** Whether the assignment has a hand-in and the viewer has used it, asked for once a request. */
export const readHandinSummary = cache(async (assignmentId: string) =>
  handinSummary(await requireViewer(), assignmentId),
);
