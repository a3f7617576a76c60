import { rm } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { databaseNow } from '@/lib/platform/clock';
import { db } from '@/lib/platform/database/client';
import { receiveBody } from '@/lib/platform/files/receive';
import { temporaryPath } from '@/lib/platform/files/store';
import type { Result } from '@/lib/platform/result';
import { acceptSubmission, type SubmissionRequest } from '@/lib/submission/accept-submission';
import type { Receipt } from '@/lib/submission/receipt';

/**
 * A submission sent as one request body: received, then accepted. A body that breaks off leaves no file and uses no
 * attempt (A69).
 */
export async function submitBody(
  viewer: Viewer,
  request: SubmissionRequest,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<Receipt>> {
  const entered = await enter(db(), viewer, byId(request.competitionId));
  if (!entered.ok) return entered;
  const file = await temporaryPath();
  try {
    const received = await receiveBody(body, file, {
      start: 0,
      bytesMax: entered.value.competition.fileBytesMax,
    });
    if (!received.ok) return received;
    const receivedAt = await databaseNow(db());
    return await acceptSubmission(viewer, request, {
      temporaryPath: file,
      fileName,
      receivedAt,
      ...received.value,
    });
  } finally {
    await rm(file, { force: true });
  }
}
