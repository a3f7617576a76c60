import type { Tx } from '@/lib/platform/database/client';
import type { Prisma } from '@/lib/platform/prisma-client/client';

export interface AuditLine {
  /** null: the system itself. */
  readonly actorId: string | null;
  readonly courseId?: string | undefined;
  readonly assignmentId?: string | undefined;
  /** `thing.happened`, e.g. `submission.accepted`. */
  readonly action: string;
  /** What it was done to, e.g. `submission 17`. */
  readonly subject: string;
  readonly detail?: Prisma.InputJsonObject;
}

/** Writes a line of the audit log in the transaction of the act itself. */
export async function audit(tx: Tx, line: AuditLine): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_entry (actor_id, course_id, assignment_id, action, subject, detail)
    VALUES (${line.actorId}::uuid, ${line.courseId ?? null}::uuid, ${line.assignmentId ?? null}::uuid, ${line.action},
            ${line.subject}, ${JSON.stringify(line.detail ?? {})}::jsonb)`;
}
