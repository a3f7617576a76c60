import { closeSharedPool } from '@/lib/platform/threads/pool';
import { scorePredictionFile } from '@/lib/scoring/score-file';

/** A fresh process that scores files as the worker does, in a thread; prints its peak memory in bytes. */
const { tasks } = JSON.parse(process.argv[2] ?? '{}') as {
  tasks: Parameters<typeof scorePredictionFile>[0][];
};
for (const task of tasks) {
  const scored = await scorePredictionFile(task);
  if (!scored.ok) throw new Error(JSON.stringify(scored.problems));
}
await closeSharedPool();
console.log(process.resourceUsage().maxRSS * 1024);
