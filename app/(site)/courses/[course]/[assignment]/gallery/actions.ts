'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { giveConsent, takeDown, withdrawConsent } from '@/lib/gallery/consent';
import type { Result } from '@/lib/platform/result';

/** The words that were read are those of the reader's language, not what a request brings. */
export async function consentAction(assignmentId: string): Promise<Result<null>> {
  const t = await getTranslations('gallery.share');
  const viewer = await requireViewer();
  return afterwards(giveConsent(viewer, z.uuid().parse(assignmentId), t('consent')));
}

export async function withdrawAction(assignmentId: string): Promise<Result<null>> {
  return afterwards(withdrawConsent(await requireViewer(), z.uuid().parse(assignmentId)));
}

export async function takeDownAction(entryId: string, reason: string): Promise<Result<null>> {
  return afterwards(takeDown(await requireViewer(), z.uuid().parse(entryId), z.string().parse(reason)));
}

async function afterwards(act: Promise<Result<null>>): Promise<Result<null>> {
  const result = await act;
  if (result.ok) revalidatePath('/courses', 'layout');
  return result;
}
