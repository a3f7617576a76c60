import { env } from '@/lib/platform/env';

/** Whether the operator has named a learning-management system at all. */
export function isLtiOn(): boolean {
  return env().SADDLEPOINT_LTI_ORIGINS.length > 0;
}

/** The origins that may vouch for people and are sent grades. */
export function trustedOrigins(): readonly string[] {
  return env().SADDLEPOINT_LTI_ORIGINS;
}

/**
 * Whether an address lies on an origin the operator trusts. Everything asked of a platform, and every key that signs for it,
 * comes from such an address: an instructor who could name any other would decide who everybody is.
 */
export function isTrusted(url: string): boolean {
  return URL.canParse(url) && trustedOrigins().includes(new URL(url).origin);
}
