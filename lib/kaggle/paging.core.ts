import { refuse, ok, type Result } from '@/lib/platform/result';

export interface Page<T> {
  readonly items: readonly T[];
  /** For the next page; empty: this was the last. */
  readonly nextPageToken: string;
}

export interface PageRequest {
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
  /** Counted from 1; −1 and 0: not given. */
  readonly page?: number | undefined;
  /** The asker can't go on to a second page: it gets up to `UNPAGED_MAX`. */
  readonly isUnpaged?: boolean | undefined;
}

const SIZE_DEFAULT = 20;
const SIZE_MAX = 200;
const UNPAGED_MAX = 10_000;
const TOKEN = /^p(\d{1,9})$/;

/** A page of a list: by its token, else by its number, else the first. A token is where the page begins. */
export function pageOf<T>(all: readonly T[], request: PageRequest): Result<Page<T>> {
  if (request.isUnpaged) return ok({ items: all.slice(0, UNPAGED_MAX), nextPageToken: '' });
  const wanted = request.pageSize !== undefined && request.pageSize > 0 ? request.pageSize : SIZE_DEFAULT;
  const size = Math.min(wanted, SIZE_MAX);
  const start = startOf(request, size);
  if (start === null) return refuse({ code: 'bad_field', message: 'The page token is not one of ours.' });
  const end = start + size;
  return ok({ items: all.slice(start, end), nextPageToken: end < all.length ? `p${end}` : '' });
}

function startOf({ pageToken, page }: PageRequest, size: number): number | null {
  if (pageToken) {
    const match = TOKEN.exec(pageToken);
    return match ? Number(match[1]) : null;
  }
  return page !== undefined && page > 0 ? (page - 1) * size : 0;
}
