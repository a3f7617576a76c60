'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { WEBHOOK_EVENTS } from '@/lib/platform/webhooks/message.core';
import { addWebhook, enableWebhook, removeWebhook, testWebhook } from '@/lib/staff/webhooks';

const slug = z.string().max(100);
const given = z.strictObject({ url: z.string().max(4_000), events: z.array(z.enum(WEBHOOK_EVENTS)) });

/** The one time the secret is told. */
export async function addWebhookAction(course: string, form: FormData): Promise<Result<string>> {
  const viewer = await requireViewer();
  const parsed = given.safeParse({ url: form.get('url'), events: form.getAll('events') });
  if (!parsed.success)
    return refuse({
      code: 'bad_field',
      message: 'The page sent something unexpected; reload it and try again.',
    });
  const made = await addWebhook(viewer, slug.parse(course), parsed.data);
  if (!made.ok) return made;
  revalidatePath('/staff', 'layout');
  return ok(made.value.secret);
}

export async function testWebhookAction(id: string): Promise<Result<null>> {
  const tested = await testWebhook(await requireViewer(), z.uuid().parse(id));
  if (!tested.ok) return tested;
  revalidatePath('/staff', 'layout');
  const { failure } = tested.value;
  return failure === null ? ok(null) : refuse({ code: 'webhook_failed', message: failure });
}

export async function enableWebhookAction(id: string): Promise<Result<null>> {
  return afterwards(enableWebhook(await requireViewer(), z.uuid().parse(id)));
}

export async function removeWebhookAction(id: string): Promise<Result<null>> {
  return afterwards(removeWebhook(await requireViewer(), z.uuid().parse(id)));
}

async function afterwards(act: Promise<Result<null>>): Promise<Result<null>> {
  const result = await act;
  if (result.ok) revalidatePath('/staff', 'layout');
  return result;
}
