import { createHmac } from 'node:crypto';
import { secrets } from '@/lib/platform/secrets';

/**
 * What decides who gets which checkpoint: an HMAC-SHA-256 of purpose, assignment and student under a key derived from the
 * server's secret. Hex. Who lacks the secret can compute neither another's checkpoint nor their class (A46, A47).
 */
export function checkpointKey(
  purpose: 'class' | 'numbers',
  assignmentId: string,
  studentId: string,
  secret: string = secrets().secret,
): string {
  const key = createHmac('sha256', secret).update('saddlepoint quiz checkpoints 1').digest();
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, assignmentId, studentId]))
    .digest('hex');
}
