import type { Result } from '@/lib/platform/result';
import { sharedPool } from '@/lib/platform/threads/pool';
import type { ReadingSettings, SolutionFacts } from '@/lib/staff/compile-under';
import type { SolutionTask } from '@/lib/staff/solution.thread';

/**
 * Reads a solution in a thread, as the settings say. Refused with every problem of the file, with what does not fit the metric,
 * and with `other_ids` where it has other ids than the version that counts.
 */
export function solutionFacts(
  file: string,
  settings: ReadingSettings,
  active: string | null,
): Promise<Result<SolutionFacts>> {
  const { metric, idColumn, targetColumns, labels, split } = settings;
  const task: SolutionTask = { file, settings: { metric, idColumn, targetColumns, labels, split }, active };
  return sharedPool().run<Result<SolutionFacts>>('lib/staff/solution.thread.ts', task);
}
