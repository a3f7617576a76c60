const BASE = 'https://this-site.invalid';
const LENGTH_MAX = 2_000;

/**
 * What a browser reads differently from what is written: white space and control characters, which it strips, and the
 * backslash, which it takes for a slash. None of them is in an address that this site makes.
 */
const NEVER_IN_A_PATH = /[\u0000-\u0020\u007f-\u00a0\\]/;

/** Places that are no page to come back to. */
const NOT_A_PAGE = /^\/(sign-in|api|_next)(?=[/?#]|$)/i;

/**
 * Where to send a browser after it signed in or out: a page of this site, whatever was asked for; `/` for everything else. The
 * answer begins with exactly one slash, and a browser that follows it from any page of this site stays on it. With `origin`
 * (scheme, host, port) a whole address of exactly this origin counts as its path, too.
 */
export function localPath(given: unknown, origin?: string): string {
  if (typeof given !== 'string' || given.length > LENGTH_MAX || NEVER_IN_A_PATH.test(given)) return '/';
  const isPath = given.startsWith('/') && !given.startsWith('//');
  const isOwn = origin !== undefined && (given === origin || /^[/?#]/.test(afterPrefix(given, origin)));
  const text = isOwn ? afterPrefix(given, origin) : given;
  if (!isPath && !isOwn) return '/';
  if (!URL.canParse(text, BASE)) return '/';
  const url = new URL(text, BASE);
  const path = url.pathname + url.search + url.hash;
  // `/.//other.example` is a path of this site, and what is left of it after the dot is not.
  return url.origin === BASE && !path.startsWith('//') && !NOT_A_PAGE.test(path) ? path : '/';
}

function afterPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : '';
}
