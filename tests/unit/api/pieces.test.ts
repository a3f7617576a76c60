import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchOperation } from '@/lib/api/match.core';
import { boundaryOf, readMultipart } from '@/lib/api/multipart';
import { cursorOf, keyOf, pageOf } from '@/lib/api/paging.core';
import { maySend } from '@/lib/api/scope.core';

const table = [
  { method: 'GET', path: '/courses/{course}' },
  { method: 'PUT', path: '/courses/{course}' },
  { method: 'GET', path: '/courses/new' },
];

describe('finding an operation', () => {
  it('takes a fixed segment before a parameter, and HEAD as GET', () => {
    expect(matchOperation(table, 'HEAD', '/courses/new')).toMatchObject({ operation: table[2] });
    expect(matchOperation(table, 'GET', '/courses/a%2Fb')).toMatchObject({ params: { course: 'a/b' } });
  });

  it('tells an unknown path from an unknown method, and the methods there are', () => {
    expect(matchOperation(table, 'GET', '/nothing')).toEqual({ kind: 'no_path' });
    expect(matchOperation(table, 'GET', '/courses/')).toEqual({ kind: 'no_path' });
    expect(matchOperation(table, 'GET', '/courses/%zz')).toEqual({ kind: 'no_path' });
    expect(matchOperation(table, 'DELETE', '/courses/x')).toEqual({
      kind: 'no_method',
      allow: ['GET', 'PUT', 'HEAD'],
    });
  });
});

describe('pages of a list', () => {
  it('hold every item once, in order, whatever the size of a page', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 })),
        fc.integer({ min: 1, max: 7 }),
        (all, limit) => {
          const seen: string[] = [];
          let cursor: string | undefined;
          for (;;) {
            const page = pageOf(all, (each) => each, { limit, cursor });
            if (!page.ok) throw new Error('refused');
            seen.push(...page.value.items);
            expect(page.value.items.length).toBeLessThanOrEqual(limit);
            if (page.value.nextCursor === null) break;
            cursor = page.value.nextCursor;
          }
          expect(seen).toEqual(all);
        },
      ),
    );
  });

  it('go on behind the same item when new ones come in before it', () => {
    const first = pageOf(['c', 'b', 'a'], (each) => each, { limit: 2 });
    const cursor = first.ok ? (first.value.nextCursor ?? '') : '';
    expect(pageOf(['e', 'd', 'c', 'b', 'a'], (each) => each, { limit: 2, cursor })).toMatchObject({
      value: { items: ['a'], nextCursor: null },
    });
  });

  it('refuse a cursor that is none, or of nothing here', () => {
    for (const cursor of ['x', 'c', 'c12', 'czzzz', cursorOf('gone')])
      expect(pageOf(['a'], (each) => each, { limit: 1, cursor })).toMatchObject({
        problems: [{ code: 'bad_cursor' }],
      });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => keyOf(cursorOf(key)) === key),
    );
  });
});

describe('a multipart body', () => {
  const boundary = 'x-y';
  async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (let piece = 0; at < bytes.length; piece += 1) {
      const size = sizes[piece % sizes.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  const form = (file: Buffer, end = '\r\n--x-y--\r\n'): Buffer =>
    Buffer.concat([
      Buffer.from(
        '--x-y\r\nContent-Disposition: form-data; name="description"\r\n\r\nfirst "try"\r\n' +
          '--x-y\r\nContent-Disposition: form-data; name="file"; filename="p %22q.csv"\r\nContent-Type: text/csv\r\n\r\n',
      ),
      file,
      Buffer.from(end),
    ]);

  it('gives the file byte for byte, however the stream is cut and whatever the file holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('\r\n', '--x-', '\r\n--x-', 'a', '\0', '-'), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        async (parts, sizes) => {
          const file = Buffer.from(parts.join(''));
          fc.pre(!file.includes('\r\n--x-y'));
          const read = await readMultipart(cut(form(file), sizes), boundary);
          if (!read.ok) throw new Error(JSON.stringify(read.problems));
          const chunks: Uint8Array[] = [];
          for await (const chunk of read.value.chunks) chunks.push(Buffer.from(chunk));
          expect(Buffer.concat(chunks)).toEqual(file);
          expect(read.value.name).toBe('p "q.csv');
          expect(read.value.fields.get('description')).toBe('first "try"');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('breaks off where the body ends before the file does', async () => {
    const read = await readMultipart(cut(form(Buffer.from('abc'), ''), [7]), boundary);
    if (!read.ok) throw new Error('refused');
    const all = async (): Promise<void> => {
      for await (const chunk of read.value.chunks) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toThrow('aborted');
  });

  it('is refused without a file, with nonsense, or with fields that never end', async () => {
    for (const text of ['', 'nonsense', '--x-y--\r\n', `--x-y\r\nA: b\r\n\r\n${'x'.repeat(70_000)}`])
      expect(await readMultipart(cut(Buffer.from(text), [1_000]), boundary)).toMatchObject({
        problems: [{ code: 'bad_multipart' }],
      });
    expect(boundaryOf('multipart/form-data; boundary="a b"')).toBe('a b');
    expect(boundaryOf('multipart/form-data')).toBeNull();
  });
});

describe('the scope of a token', () => {
  it('must reach what the operation needs', () => {
    expect([maySend('read', 'read'), maySend('read', 'submit'), maySend('submit', 'all')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([maySend(undefined, 'all'), maySend('all', 'read'), maySend('other', 'read')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
