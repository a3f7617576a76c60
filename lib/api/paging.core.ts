import { ok, refuse, type Result } from '@/lib/platform/result';

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 200;

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null: this was the last. */
  readonly nextCursor: string | null;
}

/** A cursor is the key of the last item seen, in a form nobody is tempted to build. */
export function cursorOf(key: string): string {
  return `c${[...key].map((each) => (each.codePointAt(0) ?? 0).toString(36).padStart(4, '0')).join('')}`;
}

/** The key in a cursor; null for a text that is none. */
export function keyOf(cursor: string): string | null {
  const digits = cursor.slice(1);
  if (!cursor.startsWith('c') || digits === '' || digits.length % 4 !== 0 || !/^[0-9a-z]+$/.test(digits))
    return null;
  const points = (digits.match(/.{4}/g) ?? []).map((each) => Number.parseInt(each, 36));
  return points.every((each) => each <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

export function badCursor(): Result<never> {
  return refuse({
    code: 'bad_cursor',
    field: 'cursor',
    message: 'This cursor is not one of this list; begin again.',
  });
}

/** The items after the cursor's, `limit` of them. What came in before them meanwhile does not shift the page. */
export function pageOf<T>(
  all: readonly T[],
  keyOfItem: (item: T) => string,
  { limit, cursor }: PageRequest,
): Result<Page<T>> {
  let start = 0;
  if (cursor !== undefined) {
    const key = keyOf(cursor);
    const at = key === null ? -1 : all.findIndex((item) => keyOfItem(item) === key);
    if (at < 0) return badCursor();
    start = at + 1;
  }
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const isMore = start + items.length < all.length;
  return ok({ items, nextCursor: isMore && last !== undefined ? cursorOf(keyOfItem(last)) : null });
}
