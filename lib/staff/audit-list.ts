import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { enterAsStaff } from '@/lib/staff/enter-as-staff';

export interface AuditView {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** null: the system itself. */
  readonly who: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

const PAGE = 200;

/** The audit log of an assignment, newest first, `PAGE` lines below the line `before`. */
export async function listAudit(
  viewer: Viewer,
  assignmentId: string,
  before: bigint | null,
): Promise<Result<readonly AuditView[]>> {
  const entered = await enterAsStaff(db(), viewer, assignmentId);
  if (!entered.ok) return entered;
  const rows = await db().auditEntry.findMany({
    where: { assignmentId, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: PAGE,
  });
  const actors = rows.flatMap((row) => row.actorId ?? []);
  const people = await db().user.findMany({
    where: { id: { in: actors } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map((person) => [person.id, person.name]));
  return ok(
    rows.map((row) => ({
      id: String(row.id),
      at: row.at.toISOString(),
      who: row.actorId === null ? null : (names.get(row.actorId) ?? row.actorId),
      action: row.action,
      subject: row.subject,
      detail: JSON.stringify(row.detail),
    })),
  );
}
