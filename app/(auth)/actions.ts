'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { readForm, refused, type FormState } from '@/app/_data/form';
import { beginSession } from '@/app/_data/session';
import { makeFirstInstructor } from '@/lib/identity/first-instructor';
import { setPasswordByLink } from '@/lib/identity/set-password';
import type { Problem } from '@/lib/platform/result';

const TEXT_MAX = 1_000;
const text = z.string().max(TEXT_MAX);
const tokenSchema = z.string().max(100);

const twice = { password: text, again: text };
const setupSchema = z.strictObject({ name: text, email: text, ...twice });
const passwordSchema = z.strictObject(twice);

const NOT_THE_SAME: Problem = {
  code: 'passwords_differ',
  field: 'again',
  message: 'The two passwords are not the same.',
};

/** Makes the first account of an empty site and signs it in. */
export async function setUpAction(token: string, state: FormState, form: FormData): Promise<FormState> {
  const given = readForm(setupSchema, form);
  if (!given.ok) return refused(state, form, given.problems);
  const { again, ...person } = given.value;
  if (person.password !== again) return refused(state, form, [NOT_THE_SAME]);
  const made = await makeFirstInstructor(tokenSchema.parse(token), person);
  if (!made.ok) return refused(state, form, made.problems);
  await beginSession(made.value);
  redirect('/');
}

/** Sets the password of whom an invitation is for, and signs them in. */
export async function setPasswordAction(token: string, state: FormState, form: FormData): Promise<FormState> {
  const given = readForm(passwordSchema, form);
  if (!given.ok) return refused(state, form, given.problems);
  if (given.value.password !== given.value.again) return refused(state, form, [NOT_THE_SAME]);
  const set = await setPasswordByLink(tokenSchema.parse(token), given.value.password);
  if (!set.ok) return refused(state, form, set.problems);
  await beginSession(set.value);
  redirect('/');
}
