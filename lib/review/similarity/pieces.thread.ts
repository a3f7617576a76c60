import { codeOf, type StoredHandin } from '@/lib/review/similarity/code-source';
import type { CodePiece } from '@/lib/review/similarity/similarity.types';

/** Entry of a thread: the code of a stored archive, whose notebooks are megabytes of JSON. */
export default function pieces(handin: StoredHandin): Promise<readonly CodePiece[]> {
  return codeOf(handin);
}
