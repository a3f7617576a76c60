import { z } from 'zod';
import { findCompetitionId } from '@/lib/competition/competition';
import { notFound } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** What operations share: parameters of their paths, pages of lists. */

const slug = z.string().min(1).max(100);
export const none = z.strictObject({});
export const courseParams = z.strictObject({ course: slug });
export const assignmentParams = z.strictObject({ course: slug, assignment: slug });
export const submissionParams = assignmentParams.extend({
  id: z.coerce.number().int().min(1).max(2_147_483_647),
});

/** The assignment of a path. Whether the viewer may see it is decided by what is asked of it. */
export async function assignmentIdOf(params: z.infer<typeof assignmentParams>): Promise<Result<string>> {
  const id = await findCompetitionId(db(), params.course, params.assignment);
  return id === null ? notFound('assignment') : ok(id);
}

/** Runs `act` with the id of the path's assignment. */
export async function onAssignment<T>(
  params: z.infer<typeof assignmentParams>,
  act: (id: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const id = await assignmentIdOf(params);
  return id.ok ? act(id.value) : id;
}

export const LIMIT_MAX = 200;

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(50),
  /** `next` of the page before. */
  cursor: z.string().max(200).optional(),
});

export interface Page<T> {
  readonly items: readonly T[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/**
 * A page of a whole list: what stands behind the item named by the cursor. A cursor whose item is gone is refused; a list that
 * grows at its front meanwhile shifts nothing.
 */
export function pageOf<T>(
  all: readonly T[],
  { limit, cursor }: z.infer<typeof pageQuery>,
  keyOf: (item: T) => string,
): Result<Page<T>> {
  const at = cursor === undefined ? -1 : all.findIndex((each) => keyOf(each) === cursor);
  if (cursor !== undefined && at < 0) return badCursor();
  const items = all.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  const isEnd = at + 1 + limit >= all.length;
  return ok({ items, next: isEnd || last === undefined ? null : keyOf(last) });
}

export function badCursor(): Result<never> {
  return refuse({
    code: 'bad_cursor',
    field: 'cursor',
    message: 'This cursor is of no page of this list. Begin again without one.',
  });
}

/** ISO 8601 with a time zone, as all times in answers are. */
export const instant = z.iso.datetime();

/** Reads a small file that came as the body whole. */
export async function wholeUpload(
  upload: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Result<Buffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of upload) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax)
      return refuse({ code: 'file_too_large', message: `More than ${bytesMax} bytes were sent.` });
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}
