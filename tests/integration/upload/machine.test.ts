import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { uploadsFolder } from '@/lib/platform/files/folders';
import type { Viewer } from '@/lib/identity/viewer';
import { beginUpload, receivePiece } from '@/lib/upload/receive';
import { sealedOf, sealUpload } from '@/lib/upload/seal';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { useDatabase } from '../support/database';
import { openBody, type OpenBody } from '../support/open-body';

await useDatabase();

const TOTAL = 12;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Step =
  | { readonly kind: 'open'; readonly writer: 0 | 1; readonly shift: number }
  | { readonly kind: 'feed'; readonly writer: 0 | 1; readonly bytes: number }
  | { readonly kind: 'end'; readonly writer: 0 | 1; readonly breaks: boolean }
  | { readonly kind: 'seal' };

const writer = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('open' as const),
      writer,
      shift: fc.constantFrom(0, 0, 0, 0, -1, 1),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('feed' as const),
      writer,
      bytes: fc.integer({ min: 1, max: 7 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), writer, breaks: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('seal' as const) }) },
);

/** What one writer has on its way: where it began, and what it has sent. */
interface Underway {
  readonly start: number;
  readonly sent: number[];
  readonly body: OpenBody;
  /** The code of the answer; null: taken; 'broken': it threw. */
  readonly answer: Promise<string | null>;
}

/** The plain model: the bytes that count. A piece counts if it fits where they end when it arrives. */
class Run {
  readonly #uploadId: string;
  readonly #viewer: Viewer;
  #counted: number[] = [];
  #isSealed = false;
  readonly #writers: [Underway | null, Underway | null] = [null, null];

  constructor(uploadId: string, viewer: Viewer) {
    this.#uploadId = uploadId;
    this.#viewer = viewer;
  }

  async take(each: Step): Promise<void> {
    if (each.kind === 'seal') return this.seal();
    const underway = this.#writers[each.writer];
    if (each.kind === 'open')
      return underway ? undefined : this.#open(each.writer, this.#counted.length + each.shift);
    if (!underway) return;
    if (each.kind === 'end') return this.#end(each.writer, underway, each.breaks);
    // The writers' bytes differ, so that a mixture would be seen.
    const bytes = Array.from(
      { length: each.bytes },
      (_, n) => each.writer * 100 + ((underway.sent.length + n) % 90),
    );
    underway.sent.push(...bytes);
    await underway.body.push(Buffer.from(bytes));
  }

  async #open(index: 0 | 1, start: number): Promise<void> {
    if (start < 0) return;
    const body = openBody();
    const range = { kind: 'piece' as const, start, bytes: null, total: TOTAL };
    const answer = receivePiece(this.#viewer, this.#uploadId, range, body.chunks).then(
      (result) => (result.ok ? null : (result.problems[0]?.code ?? '')),
      () => 'broken',
    );
    const isRefused = this.#refusal(start);
    if (isRefused) return expect(await answer).toBe(isRefused);
    await Promise.race([body.isRead, answer]);
    this.#writers[index] = { start, sent: [], body, answer };
  }

  #refusal(start: number): string | null {
    if (this.#counted.length === TOTAL) return 'upload_complete';
    return start === this.#counted.length ? null : 'wrong_offset';
  }

  async #end(index: 0 | 1, { start, sent, body, answer }: Underway, breaks: boolean): Promise<void> {
    this.#writers[index] = null;
    body.end(breaks ? new Error('aborted') : null);
    const said = await answer;
    if (start + sent.length > TOTAL) return expect(said).toBe('file_too_large');
    const refusal = this.#refusal(start);
    if (refusal === null) this.#counted = [...this.#counted, ...sent];
    if (breaks) return expect(said).toBe('broken');
    if (sent.length > 0) expect(said).toBe(refusal);
  }

  /** Sealed: exactly the bytes that count, whatever anybody still sends. */
  async seal(): Promise<void> {
    const before = await db().upload.findUniqueOrThrow({ where: { id: this.#uploadId } });
    const sealed = await sealUpload(before);
    if (this.#counted.length < TOTAL) {
      expect(sealed).toMatchObject({ ok: false, problems: [{ code: 'upload_incomplete' }] });
      return;
    }
    this.#isSealed = true;
    if (!sealed.ok) throw new Error(JSON.stringify(sealed.problems));
    const file = await sealedOf(sealed.value);
    if (!file.ok) throw new Error('the sealed file is gone');
    const bytes = Buffer.from(this.#counted);
    expect(readFileSync(file.value.path).equals(bytes)).toBe(true);
    expect(file.value).toMatchObject({ sha256: sha256(bytes), bytes: TOTAL, receivedAt: before.receivedAt });
    expect(statSync(file.value.path).mode & 0o777).toBe(0o444);
  }

  async close(): Promise<void> {
    for (const index of [0, 1] as const) {
      const underway = this.#writers[index];
      if (underway) await this.#end(index, underway, false);
    }
    await this.seal();
    const upload = await db().upload.findUniqueOrThrow({
      where: { id: this.#uploadId },
      include: { pieces: { orderBy: { start: 'asc' } } },
    });
    expect(Number(upload.bytesReceived)).toBe(this.#counted.length);
    expect(upload.state).toBe(this.#isSealed ? 'sealed' : 'receiving');
    // Nothing lies about that no row names.
    const named = upload.sealedFile ? [upload.sealedFile] : upload.pieces.map((each) => each.file);
    expect(readdirSync(uploadsFolder()).sort()).toEqual([...named].sort());
    await db().upload.delete({ where: { id: upload.id } });
  }
}

describe('A87: an upload and its writers against a plain model', () => {
  let competition: MadeCompetition;
  let viewer: Viewer;
  beforeAll(async () => {
    competition = await makeCompetition({});
    viewer = await enrolStudent(competition);
  });

  it('counts what fits where the bytes end when it arrives, and seals exactly that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        rmSync(uploadsFolder(), { recursive: true, force: true });
        mkdirSync(uploadsFolder(), { recursive: true });
        const begun = await beginUpload(
          {
            userId: viewer.userId,
            courseId: competition.courseId,
            assignmentId: competition.id,
            purpose: 'prediction',
          },
          { fileName: 'p.csv', bytesTotal: TOTAL },
        );
        if (!begun.ok) throw new Error(JSON.stringify(begun.problems));
        const run = new Run(begun.value.id, viewer);
        for (const each of steps) await run.take(each);
        await run.close();
      }),
      { numRuns: Number(process.env.SADDLEPOINT_FUZZ_RUNS ?? 60) },
    );
  });
});
