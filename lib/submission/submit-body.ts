import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { shownFileName } from '@/lib/platform/file-name.core';
import type { Result } from '@/lib/platform/result';
import { acceptSubmission, type SubmissionRequest } from '@/lib/submission/accept-submission';
import type { Receipt } from '@/lib/submission/receipt';
import { receiveSealed } from '@/lib/upload/direct';

/**
 * A submission sent as one request body: received and sealed, then accepted. A body that breaks off leaves no file and uses
 * no attempt (A69).
 */
export async function submitBody(
  viewer: Viewer,
  request: SubmissionRequest,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<Receipt>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const sealed = await receiveSealed(
    {
      userId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competition.id,
      purpose: 'prediction',
    },
    {
      fileName: shownFileName(fileName),
      bytesMax: competition.fileBytesMax,
      idempotencyKey: request.idempotencyKey,
      sameBytesAgain: false, // sent twice without a key, the same file is two submissions
    },
    body,
  );
  return sealed.ok ? acceptSubmission(viewer, request, sealed.value) : sealed;
}
