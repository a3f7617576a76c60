import { env } from '@/lib/platform/env';

/** Whether the operator has named a learning-management system at all. */
export function isLtiOn(): boolean {
  return env().SADDLEPOINT_LTI_ORIGINS.length > 0;
}

/** The origins, or beginnings of addresses, that may vouch for people and are sent grades. */
export function trustedOrigins(): readonly string[] {
  return env().SADDLEPOINT_LTI_ORIGINS;
}

/**
 * Whether an address lies on an origin the operator trusts, and under the path where one is named. Everything asked of a platform, and every key that signs for it,
 * comes from such an address: an instructor who could name any other would decide who everybody is.
 */
export function isTrusted(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, pathname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return trustedOrigins().some((each) => {
    const trusted = new URL(each);
    if (trusted.origin !== origin) return false;
    if (trusted.pathname === '/') return true;
    const folder = trusted.pathname.replace(/\/?$/, '/');
    return pathname.startsWith(folder) && !/%(2e|2f|5c)/i.test(pathname);
  });
}
