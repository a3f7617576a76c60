import { runMetric } from '@/lib/scoring/jail/run-metric';
import type { JailAnswer, JailTask } from '@/lib/scoring/jail/jail.types';

/**
 * A process for one run of one course's metric, started by custom-metric.ts with an empty environment and without Node's
 * permissions for files, processes and threads. Reads its task from standard input, answers on standard output, ends.
 */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const frames = [...framesOf(Buffer.concat(chunks))];
const [header = '', ...splits] = frames;
const answer = await runMetric(JSON.parse(header) as JailTask, splits).catch(
  (error: unknown): JailAnswer => ({
    kind: 'failed',
    failure: 'threw',
    message: String(error).slice(0, 500),
  }),
);
process.stdout.write(JSON.stringify(answer), () => process.exit(0));

function* framesOf(bytes: Buffer): Generator<string> {
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    yield bytes.toString('utf8', at + 4, end);
    at = end;
  }
}
