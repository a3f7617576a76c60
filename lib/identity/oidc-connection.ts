import { oidcIssuer, oidcName } from '@/lib/identity/oidc';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';

/** How the viewer's account stands with the site's OpenID Connect provider; null where there is none. */
export async function oidcConnection(
  viewer: Viewer,
): Promise<{ readonly name: string; readonly isConnected: boolean } | null> {
  const name = oidcName();
  if (name === null) return null;
  const where = { provider: oidcIssuer(), userId: viewer.userId };
  return { name, isConnected: (await db().externalIdentity.count({ where })) > 0 };
}
