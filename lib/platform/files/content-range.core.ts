import { ok, refuse, type Result } from '@/lib/platform/result';

/** What a request with bytes of an upload says of them. */
export type ContentRange =
  /** `bytes first-last/total` (`*` for a total that is not told), or no header: all of it, from the first byte on. */
  | {
      readonly kind: 'piece';
      readonly start: number;
      readonly bytes: number | null;
      readonly total: number | null;
    }
  /** `bytes * / total` (without spaces): how far is it? */
  | { readonly kind: 'question'; readonly total: number | null };

const PIECE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/;
const QUESTION = /^bytes \*\/(\d{1,15}|\*)$/;

/** Reads a Content-Range (RFC 9110 §14.4), null where there is none. `bytes` is the length the piece says it has. */
export function parseContentRange(header: string | null): Result<ContentRange> {
  if (header === null) return ok({ kind: 'piece', start: 0, bytes: null, total: null });
  const text = header.trim();
  const question = QUESTION.exec(text);
  if (question) return ok({ kind: 'question', total: totalOf(question[1]) });
  const piece = PIECE.exec(text);
  if (!piece) return badRange('Content-Range must look like `bytes 0-99/100`.');
  const [start, last, total] = [Number(piece[1]), Number(piece[2]), totalOf(piece[3])];
  if (last < start) return badRange(`Content-Range ends at byte ${last}, before it begins at ${start}.`);
  if (total !== null && last >= total)
    return badRange(`Content-Range ends at byte ${last}, which a file of ${total} bytes does not have.`);
  return ok({ kind: 'piece', start, bytes: last - start + 1, total });
}

function totalOf(text: string | undefined): number | null {
  return text === undefined || text === '*' ? null : Number(text);
}

function badRange(message: string): Result<never> {
  return refuse({ code: 'bad_range', field: 'Content-Range', message });
}
