'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { startSimilarity } from '@/lib/review/similarity/start';

/** Asks the worker for a comparison; the page follows it. */
export async function compareAction(assignmentId: string, kind: 'code' | 'predictions'): Promise<Outcome> {
  const viewer = await requireViewer();
  const wanted = z.tuple([z.uuid(), z.enum(['code', 'predictions'])]).parse([assignmentId, kind]);
  const started = await startSimilarity(viewer, ...wanted);
  if (!started.ok) return { ok: false, problems: started.problems };
  revalidatePath('/staff', 'layout');
  return { ok: true };
}
