'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { publishGrades } from '@/lib/gradebook/run';

/** Publishes what was previewed; refused when something changed since. */
export async function publishAction(assignmentId: string, fingerprint: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const [id, seen] = z.tuple([z.uuid(), z.string().max(200)]).parse([assignmentId, fingerprint]);
  const done = await publishGrades(viewer, id, seen);
  if (!done.ok) return { ok: false, problems: done.problems };
  revalidatePath('/', 'layout');
  return { ok: true };
}
