import { problemResponse } from '@/app/api/_http/problem';
import type { AtomFeed } from '@/lib/forum/feed';
import type { Result } from '@/lib/platform/result';

/** A feed for its reader alone; 304 where the reader has it already. */
export function atomResponse(request: Request, feed: Result<AtomFeed>): Response {
  if (!feed.ok) return problemResponse(feed.problems);
  const { xml, etag } = feed.value;
  const headers = {
    ETag: etag,
    'Cache-Control': 'private, no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex',
    'X-Content-Type-Options': 'nosniff',
  };
  const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? [];
  if (known.includes(etag) || known.includes(`W/${etag}`))
    return new Response(null, { status: 304, headers });
  return new Response(xml, {
    headers: { ...headers, 'Content-Type': 'application/atom+xml; charset=utf-8' },
  });
}

/** The assignment a feed is asked for; null: the whole course. */
export function feedAssignment(url: URL): string | null {
  return url.searchParams.get('assignment')?.slice(0, 100) || null;
}
