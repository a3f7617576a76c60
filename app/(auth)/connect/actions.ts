'use server';

import { redirect } from 'next/navigation';
import { requireViewer } from '@/app/_data/assignment';
import { forgetPendingLink, pendingLinkSecret } from '@/app/_data/lti-link';
import { connectAccount } from '@/lib/lti/connect';

/** Connects the account that is signed in with the learning platform's launch that waits in this browser. */
export async function connectAction(): Promise<void> {
  const viewer = await requireViewer();
  const secret = await pendingLinkSecret();
  const connected = secret === null ? null : await connectAccount(viewer, secret);
  await forgetPendingLink();
  if (connected?.ok) redirect(connected.value);
  redirect(`/lti-refused?reason=${connected?.problems[0]?.code ?? 'lti_state'}`);
}
