import 'server-only';
import { cache } from 'react';
import { requireViewer } from '@/app/_data/assignment';
import { mayOpenGallery } from '@/lib/gallery/gallery-view';

/** Whether there is a gallery that the viewer may open, asked for once a request. */
export const readHasGallery = cache(async (assignmentId: string) =>
  mayOpenGallery(await requireViewer(), assignmentId),
);
