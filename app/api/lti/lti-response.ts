import { LTI_LINK_COOKIE } from '@/app/_data/lti-link';
import { usesSecureCookies } from '@/lib/identity/session';
import { log } from '@/lib/platform/log';
import type { Problem } from '@/lib/platform/result';

const COOKIE = 'saddlepoint-lti';
const COOKIE_SECONDS = 3_600;

/** Sends the browser on with GET, whatever it came with. */
export function seeOther(location: string, cookie?: string): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store' });
  if (cookie !== undefined) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/** A page that says what went wrong; the details are for the instructors of the course. */
export function refusedResponse(problems: readonly Problem[]): Response {
  return seeOther(`/lti-refused?${new URLSearchParams({ reason: problems[0]?.code ?? 'other' }).toString()}`);
}

/** What is thrown becomes the same page, without a word of what it was. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error }, 'a sign-in from a learning-management system failed');
    return refusedResponse([]);
  }
}

/** The browser's own value, which the platform's answer has to come back with. */
export function browserCookie(request: Request): string | null {
  const found = new RegExp(`(?:^|; )${COOKIE}=([A-Za-z0-9_-]{20,100})(?:;|$)`).exec(
    request.headers.get('cookie') ?? '',
  );
  return found?.[1] ?? null;
}

/** Over https it comes back with the platform's cross-site form; over http only from the same site, for trying out. */
export function setBrowserCookie(value: string): string {
  const flags = usesSecureCookies() ? 'SameSite=None; Secure' : 'SameSite=Lax';
  return `${COOKIE}=${value}; Path=/api/lti/; Max-Age=${COOKIE_SECONDS}; HttpOnly; ${flags}`;
}

/** Holds the launch that waits for its person to sign in here; read by the page that connects the two. */
export function setLinkCookie(secret: string): string {
  const secure = usesSecureCookies() ? '; Secure' : '';
  return `${LTI_LINK_COOKIE}=${secret}; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax${secure}`;
}

/** A form's fields as texts, at most 100 kB of them. */
export async function formFields(request: Request): Promise<Record<string, string>> {
  const text = await request.text();
  return text.length > 100_000 ? {} : Object.fromEntries(new URLSearchParams(text));
}
