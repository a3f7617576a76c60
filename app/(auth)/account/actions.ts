'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import { beginSession } from '@/app/_data/session';
import { changeDisplayName } from '@/lib/identity/change-display-name';
import { changePassword } from '@/lib/identity/password';
import { createOwnToken, revokeToken } from '@/lib/identity/tokens';
import { TOKEN_SCOPES } from '@/lib/identity/viewer';
import type { Result } from '@/lib/platform/result';

const TEXT_MAX = 1_000;
const text = z.string().max(TEXT_MAX);

const passwordSchema = z.strictObject({ current: text, next: text, again: text });
const nameSchema = z.strictObject({ displayName: text });
const tokenSchema = z.strictObject({
  name: text,
  days: z.enum(['30', '180', 'never']),
  scope: z.enum(TOKEN_SCOPES),
});

export async function changePasswordAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const given = readForm(passwordSchema, form);
  if (!given.ok) return refused(state, form, given.problems);
  const { current, next, again } = given.value;
  if (next !== again) {
    return refused(state, form, [
      { code: 'passwords_differ', field: 'again', message: 'The two passwords are not the same.' },
    ]);
  }
  const changed = await changePassword(viewer, current, next);
  if (!changed.ok) return refused(state, form, changed.problems);
  await beginSession(changed.value);
  return succeeded(state);
}

export async function changeDisplayNameAction(
  courseId: string,
  state: FormState,
  form: FormData,
): Promise<FormState> {
  const viewer = await requireViewer();
  const given = readForm(nameSchema, form);
  if (!given.ok) return refused(state, form, given.problems);
  const changed = await changeDisplayName(viewer, z.uuid().parse(courseId), given.value.displayName);
  if (!changed.ok) return refused(state, form, changed.problems);
  revalidatePath('/', 'layout');
  return { ...succeeded(state), values: { displayName: changed.value } };
}

/** The one time the secret is told. */
export async function createTokenAction(form: FormData): Promise<Result<string>> {
  const viewer = await requireViewer();
  const given = readForm(tokenSchema, form);
  if (!given.ok) return given;
  const { name, days, scope } = given.value;
  const made = await createOwnToken(viewer, name, days === 'never' ? null : Number(days), scope);
  if (made.ok) revalidatePath('/account');
  return made;
}

export async function revokeTokenAction(tokenId: string): Promise<Result<null>> {
  const viewer = await requireViewer();
  const revoked = await revokeToken(viewer, z.uuid().parse(tokenId));
  if (revoked.ok) revalidatePath('/account');
  return revoked;
}
