/**
 * The load of `npm run bench:deadline`, in a process of its own: every student uploads one file, while readers poll the
 * board. Loopback only, bounded in number and time. Prints its measurements as JSON.
 */
import { Readable } from 'node:stream';
import { Pool } from 'undici';
import { z } from 'zod';

const plan = z
  .object({
    origin: z.string(),
    competitionId: z.string(),
    tokens: z.array(z.string()),
    readerTokens: z.array(z.string()),
    rows: z.number(),
    classes: z.number(),
    uploadsAtOnce: z.number(),
    pollMs: z.number(),
    secondsMax: z.number(),
  })
  .parse(JSON.parse(await readStdin()));

const host = new URL(plan.origin).hostname;
if (host !== '127.0.0.1' && host !== 'localhost')
  throw new Error('this load is for the loopback interface only');

const pool = new Pool(plan.origin, {
  connections: plan.uploadsAtOnce,
  headersTimeout: 120_000,
  bodyTimeout: 120_000,
});
const readers = new Pool(plan.origin, { connections: 50 });
const endAt = Date.now() + plan.secondsMax * 1_000;

interface Receipt {
  readonly submissionId: number;
  /** Milliseconds from the last byte sent to the receipt. */
  readonly toReceiptMs: number;
  readonly lastByteAt: number;
}
const receipts: Receipt[] = [];
const errors: string[] = [];
let boardReads = 0;
let boardNotModified = 0;
let uploading = true;

const file = makeFile(plan.rows, plan.classes);
const startedAt = Date.now();
const queue = [...plan.tokens.entries()];
const polling = plan.readerTokens.map((token, index) => poll(token, index));
await Promise.all(Array.from({ length: plan.uploadsAtOnce }, upload));
const uploadMs = Date.now() - startedAt;
uploading = false;
await Promise.all(polling);
await pool.close();
await readers.close();
process.stdout.write(
  JSON.stringify({ receipts, errors, boardReads, boardNotModified, uploadMs, fileBytes: file.length }),
);

async function upload(): Promise<void> {
  for (let next = queue.shift(); next && Date.now() < endAt; next = queue.shift()) {
    const [index, token] = next;
    let lastByteAt = 0;
    try {
      const response = await pool.request({
        path: `/api/competitions/${plan.competitionId}/submissions?fileName=prediction-${index}.csv`,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'text/csv',
          'content-length': String(file.length),
        },
        body: Readable.from(chunksOf(variant(index), () => (lastByteAt = Date.now()))),
      });
      const text = await response.body.text();
      if (response.statusCode !== 201) errors.push(`${response.statusCode} ${text.slice(0, 200)}`);
      else {
        const { submissionId } = JSON.parse(text) as { submissionId: number };
        receipts.push({ submissionId, toReceiptMs: Date.now() - lastByteAt, lastByteAt });
      }
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
}

async function poll(token: string, index: number): Promise<void> {
  let etag = '';
  await pause((index / plan.readerTokens.length) * plan.pollMs); // spread over the interval
  while (uploading && Date.now() < endAt) {
    const began = Date.now();
    try {
      const response = await readers.request({
        path: `/api/competitions/${plan.competitionId}/board?which=public`,
        method: 'GET',
        headers: { authorization: `Bearer ${token}`, ...(etag ? { 'if-none-match': etag } : {}) },
      });
      await response.body.dump();
      if (response.statusCode === 304) boardNotModified += 1;
      else if (response.statusCode === 200) etag = String(response.headers.etag);
      else errors.push(`board ${response.statusCode}`);
      boardReads += 1;
    } catch (error) {
      errors.push(`board ${error instanceof Error ? error.message : String(error)}`);
    }
    await pause(Math.max(0, plan.pollMs - (Date.now() - began)));
  }
}

async function* chunksOf(bytes: Buffer, onLast: () => void): AsyncGenerator<Buffer> {
  const size = 64 * 1024;
  for (let start = 0; start < bytes.length; start += size) {
    if (start + size >= bytes.length) onLast();
    yield bytes.subarray(start, start + size);
  }
}

/** Every student's file differs, so that no two share a hash or a place in the store. */
function variant(index: number): Buffer {
  const copy = Buffer.from(file);
  const digits = String(index).padStart(6, '0');
  // Six rows near the end get the index's digits as their (one-digit) labels.
  let end = copy.length - 1;
  for (const digit of digits) {
    const line = copy.lastIndexOf(10, end - 1);
    if (copy[end - 2] === 44) copy[end - 1] = digit.charCodeAt(0);
    end = line;
  }
  return copy;
}

function makeFile(rows: number, classes: number): Buffer {
  const lines = ['Id,Class'];
  for (let id = 0; id < rows; id += 1)
    lines.push(`${id},${id > rows - 40 ? id % 10 : (id * 7919) % classes}`);
  return Buffer.from(`${lines.join('\n')}\n`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
