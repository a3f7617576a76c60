import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { needsRules } from '@/lib/submission/participant';

export interface AssignmentFileView {
  readonly path: string;
  readonly kind: 'data' | 'sample_submission' | 'reference';
  readonly bytes: number;
  readonly sha256: string;
  /** Since when the path has this content. */
  readonly createdAt: Date;
}

/** What a participant may download, in the bundle's order. A course's own metric is not among it. */
export async function assignmentFiles(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<readonly AssignmentFileView[]>> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  if (!entered.ok) return entered;
  const rows = await db().assignmentFile.findMany({
    where: { assignmentId, kind: { not: 'metric' } },
    orderBy: [{ kind: 'asc' }, { position: 'asc' }, { path: 'asc' }],
  });
  return ok(
    rows.flatMap((row) =>
      row.kind === 'metric'
        ? []
        : [
            {
              path: row.path,
              kind: row.kind,
              bytes: Number(row.bytes),
              sha256: row.sha256,
              createdAt: row.createdAt,
            },
          ],
    ),
  );
}

/** One of these files. Where the rules must be accepted, they come before the data. */
export async function assignmentFile(
  viewer: Viewer,
  assignmentId: string,
  path: string,
): Promise<Result<AssignmentFileView & { readonly fileName: string }>> {
  const entered = await enter(db(), viewer, byId(assignmentId));
  if (!entered.ok) return entered;
  const participant = await db().participant.findUnique({
    where: { competitionId_userId: { competitionId: assignmentId, userId: viewer.userId } },
  });
  if (needsRules(entered.value, participant)) {
    return refuse({
      code: 'rules_not_accepted',
      message: 'Accept the rules of the competition before you download its data.',
    });
  }
  const file = await db().assignmentFile.findUnique({ where: { assignmentId_path: { assignmentId, path } } });
  if (!file || file.kind === 'metric') return notFound('file');
  return ok({
    path,
    kind: file.kind,
    bytes: Number(file.bytes),
    sha256: file.sha256,
    createdAt: file.createdAt,
    fileName: path.split('/').at(-1) ?? path,
  });
}
