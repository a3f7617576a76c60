import type { Problem } from '@/lib/platform/result';

/** HTTP status of the stable codes that are not plain bad input. */
const STATUS: Readonly<Record<string, number>> = {
  not_json: 400,
  unauthenticated: 401,
  forbidden: 403,
  cross_site: 403,
  rules_not_accepted: 403,
  not_open: 403,
  deadline_over: 403,
  not_found: 404,
  wrong_method: 405,
  file_not_kept: 410,
  wrong_offset: 409,
  upload_incomplete: 409,
  upload_complete: 409,
  upload_lost: 409,
  no_solution: 409,
  file_too_large: 413,
  stored_too_much: 413,
  wrong_media_type: 415,
  no_attempts_left: 429,
  too_many_requests: 429,
  too_many_invalid_files: 429,
  too_many_uploads: 429,
  too_many_versions: 429,
  busy: 503,
  not_checked: 503,
  storage_full: 507,
};

/** The HTTP status that goes with a stable code. */
export function statusOf(code: string): number {
  return STATUS[code] ?? 422;
}

const PRIVATE = { 'Cache-Control': 'private, no-store' };

/** An answer for one reader alone (A37). */
export function jsonResponse(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, { ...init, headers: { ...PRIVATE, ...init.headers } });
}

/** RFC 9457 problem details; `code` is stable, `problems` lists everything found. */
export function problemResponse(
  problems: readonly Problem[],
  headers: Record<string, string> = {},
): Response {
  const [first] = problems;
  const code = first?.code ?? 'invalid';
  const status = statusOf(code);
  const body = { type: `about:blank#${code}`, title: first?.message ?? 'Refused', status, code, problems };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...PRIVATE, ...headers },
  });
}
