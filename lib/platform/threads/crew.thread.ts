import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { CrewAnswer, CrewTask, CrewThreadData } from '@/lib/platform/threads/crew.types';

/**
 * What runs in each thread of a crew: loads the modules it was given, then does one task after the other with them. Started by
 * crew-thread.ts and by nothing else.
 */
const GIVES_WAY = 5;
const port = parentPort;
if (!port) throw new Error('this module runs in a thread');

type Handler = (task: unknown) => unknown;
const { entries } = workerData as CrewThreadData;
const handlers = new Map<string, Handler>();

for (const [name, url] of Object.entries(entries)) {
  const module = (await import(url)) as { default: Handler };
  handlers.set(name, module.default);
}

port.on('message', ({ entry, task }: CrewTask) => {
  void answer(entry, task).then((sent) => port.postMessage(sent));
});
port.postMessage({ kind: 'ready', threadId: ownThread() } satisfies CrewAnswer);

async function answer(entry: string, task: unknown): Promise<CrewAnswer> {
  try {
    return { kind: 'done', value: await handlers.get(entry)?.(task) };
  } catch (error) {
    return {
      kind: 'failed',
      message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}

/** On Linux the kernel's number of this thread, which from now on gives way to the process's other threads; null elsewhere. */
function ownThread(): string | null {
  if (process.platform !== 'linux') return null;
  setPriority(0, GIVES_WAY);
  return readlinkSync('/proc/thread-self').split('/').at(-1) ?? null;
}
