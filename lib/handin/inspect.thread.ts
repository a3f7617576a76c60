import type { InspectTask } from '@/lib/handin/inspect-archive';
import { inspectArchive } from '@/lib/handin/inspect-archive';
import type { InspectedArchive } from '@/lib/handin/handin.types';
import type { Result } from '@/lib/platform/result';

/** Entry of a thread: inflating and reading PDFs keep no web server from its other work. */
export default function inspect(task: InspectTask): Promise<Result<InspectedArchive>> {
  return inspectArchive(task);
}
