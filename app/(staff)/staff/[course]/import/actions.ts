'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { applyUploadedBundle } from '@/lib/bundle/uploaded-bundle';

/** Confirms an uploaded bundle. */
export async function applyBundleAction(importId: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const id = z.uuid().safeParse(importId);
  if (!id.success)
    return {
      ok: false,
      problems: [{ message: 'The page sent something unexpected; reload it and try again.' }],
    };
  const done = await applyUploadedBundle(viewer, id.data);
  if (!done.ok) return { ok: false, problems: done.problems };
  revalidatePath('/staff', 'layout');
  return { ok: true };
}
