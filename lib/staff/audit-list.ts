import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface AuditView {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** null: the system itself. */
  readonly who: string | null;
  readonly action: string;
  /** What it was done to, with a participant's name in place of the id. */
  readonly subject: string;
  /** Its facts, `name: value`. */
  readonly detail: readonly string[];
}

/** Narrows the log; what is left out does not. */
export interface AuditFilter {
  readonly action?: string | null;
  /** Part of who did it, of what it was done to, or of its facts. */
  readonly search?: string;
  /** Only lines below this one. */
  readonly before?: bigint | null;
}

export interface AuditPage {
  readonly lines: readonly AuditView[];
  /** Every act the log of this assignment has, for a choice. */
  readonly actions: readonly string[];
  /** The line below which the next page begins; null: there is none. */
  readonly next: string | null;
}

interface Line {
  readonly id: bigint;
  readonly at: Date;
  readonly who: string | null;
  readonly action: string;
  readonly subject: string;
  readonly participant: string | null;
  readonly detail: unknown;
}

const PAGE = 200;

/** The audit log of an assignment, newest first, a page at a time. */
export async function listAudit(
  viewer: Viewer,
  assignmentId: string,
  filter: AuditFilter = {},
): Promise<Result<AuditPage>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff');
  return entered.ok ? ok(await auditLines(assignmentId, filter)) : entered;
}

/** The same for who has been let in already: the operator at the server's command line. */
export async function auditLines(assignmentId: string, filter: AuditFilter): Promise<AuditPage> {
  const { action = null, search = '', before = null } = filter;
  const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const [rows, actions] = await Promise.all([
    db().$queryRaw<Line[]>`
      SELECT a.id, a.at, coalesce(u.name, a.actor_id::text) AS who, a.action, a.subject, a.detail, e.display_name AS participant
      FROM audit_entry a
      LEFT JOIN "user" u ON u.id = a.actor_id
      LEFT JOIN participant p
        ON p.id = CASE WHEN a.subject ~ '^participant [0-9a-f-]{36}$' THEN substr(a.subject, 13)::uuid END
      LEFT JOIN enrolment e ON e.user_id = p.user_id AND e.course_id = (SELECT course_id FROM assignment WHERE id = ${assignmentId}::uuid)
      WHERE a.assignment_id = ${assignmentId}::uuid
        AND (${before}::bigint IS NULL OR a.id < ${before})
        AND (${action}::text IS NULL OR a.action = ${action})
        AND (u.name ILIKE ${pattern} OR a.subject ILIKE ${pattern} OR e.display_name ILIKE ${pattern} OR a.detail::text ILIKE ${pattern})
      ORDER BY a.id DESC LIMIT ${PAGE + 1}`,
    db().$queryRaw<{ action: string }[]>`
      SELECT DISTINCT action FROM audit_entry WHERE assignment_id = ${assignmentId}::uuid ORDER BY 1`,
  ]);
  const lines = rows.slice(0, PAGE).map(viewOf);
  return {
    lines,
    actions: actions.map((each) => each.action),
    next: rows.length > PAGE ? (lines.at(-1)?.id ?? null) : null,
  };
}

/** Everything the log holds of one subject, newest first. The caller has checked that the reader is staff. */
export async function auditOfSubject(assignmentId: string, subject: string): Promise<readonly AuditView[]> {
  const rows = await db().$queryRaw<Line[]>`
    SELECT a.id, a.at, coalesce(u.name, a.actor_id::text) AS who, a.action, a.subject, a.detail, NULL AS participant
    FROM audit_entry a LEFT JOIN "user" u ON u.id = a.actor_id
    WHERE a.assignment_id = ${assignmentId}::uuid AND a.subject = ${subject} ORDER BY a.id DESC`;
  return rows.map(viewOf);
}

function viewOf(line: Line): AuditView {
  return {
    id: String(line.id),
    at: line.at.toISOString(),
    who: line.who,
    action: line.action,
    subject: line.participant === null ? line.subject : `participant ${line.participant}`,
    detail: Object.entries(line.detail ?? {}).map(([name, value]) => `${name}: ${factOf(value)}`),
  };
}

function factOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(factOf).join('; ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
