import { ok, refuse, type Refused, type Result } from '@/lib/platform/result';

export const KEY_LENGTH_MAX = 200;

/** The `Idempotency-Key` of a request as it is kept; null where there is none. Refused when it is empty or too long. */
export function idempotencyKey(header: string | null): Result<string | null> {
  if (header === null) return ok(null);
  if (header.length > 0 && header.length <= KEY_LENGTH_MAX) return ok(`key:${header}`);
  return refuse({
    code: 'bad_field',
    field: 'Idempotency-Key',
    message: `An Idempotency-Key has 1 to ${KEY_LENGTH_MAX} characters; this one has ${header.length}.`,
  });
}

/** The refusal of a key that was used with other content; both hashes are told. */
export function keyConflict(earlierSha256: string, givenSha256: string): Refused {
  return refuse({
    code: 'idempotency_conflict',
    field: 'Idempotency-Key',
    message: `This Idempotency-Key was used with the content ${earlierSha256}; what came now is ${givenSha256}. Nothing was counted. Use a new key for new content.`,
  });
}
