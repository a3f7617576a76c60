import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import { z } from 'zod';
import { threadFile } from '@/lib/platform/threads/entry';
import type { JailAnswer, JailTask } from '@/lib/scoring/jail/jail.types';

const ENTRY = 'lib/scoring/jail/metric.process.ts';
/** Of the process's own JavaScript: the task as it came, and the engine's code. What the metric uses is the engine's. */
const OWN_HEAP_MB_MAX = 512;
const ANSWER_BYTES_MAX = 64_000;
/** After the engine's own end of time: starting, reading, and what the engine can't interrupt. */
const GRACE_MS = 3_000;

/** Types of Next ask for NODE_ENV; there is to be nothing at all. */
const EMPTY = {} as NodeJS.ProcessEnv;

const answerSchema = z.union([
  z.object({ kind: z.literal('described'), direction: z.string(), title: z.string().nullable() }),
  z.object({ kind: z.literal('scored'), scores: z.array(z.number()) }),
  z.object({
    kind: z.literal('failed'),
    failure: z.enum(['export_missing', 'export_invalid', 'threw', 'timeout', 'out_of_memory', 'not_finite']),
    message: z.string().max(1_000),
  }),
]);

/**
 * Runs a course's metric in a process of its own: nothing in its environment, no permission for files beside the one it
 * consists of, none for processes, threads or add-ons, and in it an engine that has none of these to begin with. It is killed
 * when it takes too long. What it answers is checked like anything that comes from outside.
 */
export async function runInJail(task: JailTask, splits: readonly string[]): Promise<JailAnswer> {
  const file = await threadFile(ENTRY);
  const child = spawn(
    process.execPath,
    [...permissions(file), `--max-old-space-size=${OWN_HEAP_MB_MAX}`, file],
    {
      env: EMPTY,
      cwd: os.tmpdir(),
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const clock = setTimeout(() => child.kill('SIGKILL'), task.timeMsMax + GRACE_MS);
  try {
    for (const frame of [JSON.stringify(task), ...splits]) send(child, frame);
    child.stdin?.end();
    return parsed(await outputOf(child), task);
  } finally {
    clearTimeout(clock);
    child.kill('SIGKILL');
  }
}

/** Node's permission model under the name that this version has for it. */
function permissions(file: string): readonly string[] {
  const isNamedPlainly = process.allowedNodeEnvironmentFlags.has('--permission');
  return [isNamedPlainly ? '--permission' : '--experimental-permission', `--allow-fs-read=${file}`];
}

function send(child: ChildProcess, frame: string): void {
  const bytes = Buffer.from(frame);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  child.stdin?.write(length);
  child.stdin?.write(bytes);
}

/** What it wrote until its end; more than an answer has ends it. */
function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // It may end before it has read everything; its exit tells.
    child.stdin?.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

function parsed(output: string, { timeMsMax }: JailTask): JailAnswer {
  if (output === '')
    return { kind: 'failed', failure: 'timeout', message: `No answer within ${timeMsMax} ms.` };
  try {
    const answer = answerSchema.safeParse(JSON.parse(output));
    if (answer.success) return answer.data;
  } catch {
    // Not JSON: the same as no answer that can be used.
  }
  return { kind: 'failed', failure: 'threw', message: 'The metric ended without a score.' };
}
