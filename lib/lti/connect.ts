import type { Viewer } from '@/lib/identity/viewer';
import { letIn } from '@/lib/lti/launch';
import { connectPendingLink } from '@/lib/lti/pending-link';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

/** Connects the viewer's account with the launch that waits in their browser, and ends the launch: the path it leads to. */
export async function connectAccount(viewer: Viewer, secret: string): Promise<Result<string>> {
  const connected = await connectPendingLink(viewer, secret);
  if (!connected.ok) return connected;
  const { sessionEpoch } = await db().user.findUniqueOrThrow({ where: { id: viewer.userId } });
  const { platform, claims } = connected.value;
  const launched = await letIn(platform, claims, { userId: viewer.userId, sessionEpoch });
  return launched.ok ? ok(launched.value.path) : launched;
}
