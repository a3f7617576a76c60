import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WrittenFile } from '@/lib/platform/files/fresh-file';
import { receiveBody, receivePieces } from '@/lib/platform/files/receive';

const data = mkdtempSync(path.join(tmpdir(), 'saddlepoint-receive-'));
const uploads = path.join(data, 'uploads');
beforeAll(() => {
  process.env.SADDLEPOINT_DATA = data;
  mkdirSync(uploads, { mode: 0o700 });
});
afterEach(() => readdirSync(uploads).forEach((name) => rmSync(path.join(uploads, name))));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const body = (...pieces: string[]): AsyncIterable<Uint8Array> =>
  Readable.from(pieces.map((piece) => Buffer.from(piece)));
const left = (): string[] => readdirSync(uploads);
const fullDisk = () => open('/dev/full', 'w');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function* brokenAfter(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
  throw new Error('gone');
}

describe('a body that is one file', () => {
  it('lies in a read-only file with its hash', async () => {
    const received = await receiveBody(body('a,b\n', '1,2\n'), { bytesMax: 8 });
    if (!received.ok) throw new Error('not received');
    expect(received.value).toMatchObject({ bytes: 8, sha256: sha256('a,b\n1,2\n') });
    expect(readFileSync(received.value.path, 'utf8')).toBe('a,b\n1,2\n');
    expect(statSync(received.value.path).mode & 0o777).toBe(0o444);
  });

  it('A70: a disk without room refuses the body and leaves nothing behind', async () => {
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const received = await receiveBody(body('a,b\n', '1,2\n'), { bytesMax: 100, open: fullDisk });
    expect(received).toMatchObject({ ok: false, problems: [{ code: 'storage_full' }] });
    expect(left()).toEqual([]);
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('leaves nothing when it breaks off, or at the byte that is too many', async () => {
    await expect(receiveBody(brokenAfter('abc'), { bytesMax: 100 })).rejects.toThrow('gone');
    const received = await receiveBody(body('abc', 'd'), { bytesMax: 3 });
    expect(received).toMatchObject({ ok: false, problems: [{ code: 'file_too_large' }] });
    expect(left()).toEqual([]);
  });
});

describe('a body in pieces', () => {
  const recorded: WrittenFile[] = [];
  const record = (piece: WrittenFile): Promise<boolean> => {
    recorded.push(piece);
    return Promise.resolve(true);
  };
  const texts = (): string[] => recorded.splice(0).map((each) => readFileSync(each.path, 'utf8'));

  it('is recorded as soon as a piece is full, each in a file of its own', async () => {
    const taken = await receivePieces(body('abc', 'def', 'gh'), { bytesMax: 8, pieceBytes: 3, record });
    expect(taken).toEqual({ ok: true, value: 'taken' });
    expect(texts()).toEqual(['abc', 'def', 'gh']);
  });

  it('has what arrived recorded when it breaks off', async () => {
    const broken = receivePieces(brokenAfter('ab', 'c'), { bytesMax: 8, record });
    await expect(broken).rejects.toThrow('gone');
    expect(texts()).toEqual(['abc']);
  });

  it('reads nothing more once somebody else was first', async () => {
    let read = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for (const text of ['abc', 'def', 'ghi']) {
        read += 1;
        yield Buffer.from(text);
      }
    }
    const options = { bytesMax: 9, pieceBytes: 3, record: () => Promise.resolve(false) };
    expect(await receivePieces(counted(), options)).toEqual({ ok: true, value: 'stale' });
    expect(read).toBe(1);
  });

  it('leaves no piece that a full disk, or one byte too many, has cut', async () => {
    const full = await receivePieces(body('abc'), { bytesMax: 9, record, open: fullDisk });
    expect(full).toMatchObject({ ok: false, problems: [{ code: 'storage_full' }] });
    const large = await receivePieces(body('abc', 'd'), { bytesMax: 3, record });
    expect(large).toMatchObject({ ok: false, problems: [{ code: 'file_too_large' }] });
    expect([recorded, left()]).toEqual([[], []]);
    expect(existsSync(uploads)).toBe(true);
  });
});
