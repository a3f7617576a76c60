'use client';

import { signIn } from 'next-auth/react';
import { Button } from '@/app/_ui/Button';

/** Leads to the school's sign-in and back; who is signed in here already is connected by it. */
export function ConnectOidc({ label }: { readonly label: string }) {
  return <Button onClick={() => void signIn('oidc', { callbackUrl: '/account' })}>{label}</Button>;
}
