import { startWorker } from '@/lib/jobs/worker';
import { disconnect } from '@/lib/platform/database/client';
import { stopQueue } from '@/lib/platform/queue/boss';
import { stopListening } from '@/lib/platform/queue/live';

/** A worker process: scoring, regrades, the sweeper. */
const worker = await startWorker();
process.send?.('ready');

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), 30_000).unref();
  await worker.stop();
  await stopListening();
  await stopQueue();
  await disconnect();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
process.on('disconnect', () => void stop()); // the parent was killed
