'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import { beginSession, rememberBrowser } from '@/app/_data/session';
import { askSignInLink, signInByLink } from '@/lib/identity/sign-in-link';
import { CLIENT_ADDRESS_HEADER } from '@/lib/platform/client-address.core';

const askSchema = z.strictObject({ login: z.string().max(1_000) });

/** Sends a link to sign in by e-mail, if the login is somebody's. */
export async function askLinkAction(state: FormState, form: FormData): Promise<FormState> {
  const given = readForm(askSchema, form);
  if (!given.ok) return refused(state, form, given.problems);
  const address = (await headers()).get(CLIENT_ADDRESS_HEADER) ?? 'unknown';
  const asked = await askSignInLink(given.value.login, address);
  return asked.ok ? succeeded(state) : refused(state, form, asked.problems);
}

/** Uses a link of an e-mail, and signs its person in. */
export async function signInByLinkAction(
  token: string,
  state: FormState,
  form: FormData,
): Promise<FormState> {
  const used = await signInByLink(z.string().max(100).parse(token));
  if (!used.ok) return refused(state, form, used.problems);
  await beginSession(used.value);
  await rememberBrowser(used.value.login);
  redirect('/');
}
