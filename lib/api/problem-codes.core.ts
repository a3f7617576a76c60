/** One stable code of a refusal: the HTTP status it travels with, and what it means whatever the message says. */
export interface ProblemCode {
  readonly status: number;
  readonly title: string;
}

/**
 * The codes a client may branch on, all of them documented at /developers/api. A refusal with another code (a problem of a
 * prediction file such as `ids_missing`, say) is a 422 and carries that code.
 */
export const PROBLEM_CODES = {
  bad_request: { status: 400, title: 'The request is malformed.' },
  not_json: { status: 400, title: 'The body is not JSON.' },
  bad_multipart: { status: 400, title: 'The multipart body is malformed.' },
  broken_off: { status: 400, title: 'The request broke off before its end.' },
  unauthenticated: { status: 401, title: 'No token, or one that is wrong, revoked or over.' },
  forbidden: { status: 403, title: 'Not allowed to whoever asks.' },
  scope_missing: { status: 403, title: 'The token may not do this.' },
  token_needed: { status: 403, title: 'A session may only read; this needs a token.' },
  rules_not_accepted: { status: 403, title: 'The rules must be accepted first.' },
  not_open: { status: 403, title: 'It has not opened yet.' },
  deadline_over: { status: 403, title: 'The deadline is over.' },
  not_found: { status: 404, title: 'It does not exist, or not for whoever asks.' },
  too_slow: { status: 408, title: 'Hardly anything of the body arrived for a minute.' },
  file_not_kept: { status: 410, title: 'The file was kept for a while and is gone.' },
  method_not_allowed: { status: 405, title: 'The address does not know this method.' },
  wrong_offset: { status: 409, title: 'The piece does not begin where the bytes that arrived end.' },
  upload_complete: { status: 409, title: 'All bytes had arrived; nothing more is taken.' },
  upload_lost: { status: 409, title: 'The server has lost bytes of the upload; send it again.' },
  upload_incomplete: { status: 409, title: 'Not all bytes have arrived.' },
  no_solution: { status: 409, title: 'The competition has no solution yet.' },
  changed: { status: 409, title: 'What was previewed has changed since.' },
  roster_changed: { status: 409, title: 'The class has changed since the preview.' },
  regrade_under_way: { status: 409, title: 'Another regrade is under way.' },
  regrade_not_ready: { status: 409, title: 'The regrade is not ready to be committed.' },
  already_committed: { status: 409, title: 'The regrade has been committed already.' },
  still_open: { status: 409, title: 'It is still open.' },
  still_submitting: { status: 409, title: 'Other people can still submit than were named.' },
  still_scoring: { status: 409, title: 'Submissions are still being scored.' },
  too_early: { status: 409, title: 'It is too early for this.' },
  file_too_large: { status: 413, title: 'The file or the request is too large.' },
  archive_too_large: { status: 413, title: 'The archive is too large.' },
  stored_too_much: { status: 413, title: 'The person or the course has no room left for it.' },
  wrong_media_type: { status: 415, title: 'The body has a type that is not taken here.' },
  bad_field: { status: 422, title: 'A field has a value that is not taken.' },
  unknown_field: { status: 422, title: 'A field is not known here.' },
  bad_range: { status: 422, title: 'The Content-Range is not one of this upload.' },
  idempotency_conflict: { status: 422, title: 'The Idempotency-Key was used with other content.' },
  bad_cursor: { status: 422, title: 'The cursor is not one of this list.' },
  no_attempts_left: { status: 429, title: 'The attempts of today are used up.' },
  too_many_invalid_files: { status: 429, title: 'Too many files with problems today.' },
  too_many_uploads: { status: 429, title: 'Too many unfinished uploads.' },
  too_many_versions: { status: 429, title: 'As many archives are handed in as are kept.' },
  too_many_requests: { status: 429, title: 'Too many requests; see Retry-After.' },
  internal: { status: 500, title: 'A fault of the server.' },
  busy: { status: 503, title: 'The server is busy.' },
  not_checked: { status: 503, title: 'The file could not be checked just now.' },
  storage_full: { status: 507, title: 'The server has no room left.' },
} as const satisfies Readonly<Record<string, ProblemCode>>;

const BY_CODE: ReadonlyMap<string, ProblemCode> = new Map(Object.entries(PROBLEM_CODES));

/** The code's status and meaning; 422 for one that is not listed. */
export function problemCode(code: string): ProblemCode {
  return BY_CODE.get(code) ?? { status: 422, title: 'The request was refused.' };
}
