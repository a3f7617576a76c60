import 'server-only';
import { cookies } from 'next/headers';

/** Names the launch of a learning platform that waits for its person to sign in here. */
export const LTI_LINK_COOKIE = 'saddlepoint-lti-link';

/** The secret of the launch that waits in this browser; null for none. */
export async function pendingLinkSecret(): Promise<string | null> {
  return (await cookies()).get(LTI_LINK_COOKIE)?.value ?? null;
}

export async function forgetPendingLink(): Promise<void> {
  (await cookies()).delete(LTI_LINK_COOKIE);
}
