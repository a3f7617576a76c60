import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveBody } from '@/lib/platform/files/receive';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-receive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const body = (...pieces: string[]): AsyncIterable<Uint8Array> =>
  Readable.from(pieces.map((piece) => Buffer.from(piece)));

describe('receiveBody', () => {
  it('A70: a disk without room refuses the body and leaves nothing behind', async () => {
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const file = path.join(folder, 'upload');
    symlinkSync('/dev/full', file);
    const received = await receiveBody(body('a,b\n', '1,2\n'), file, { start: 0, bytesMax: 100 });
    expect(received).toMatchObject({ ok: false, problems: [{ code: 'storage_full' }] });
    expect(existsSync(file)).toBe(false);
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('keeps what arrived of a body that breaks off, and goes on from there', async () => {
    const file = path.join(folder, 'upload');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      throw new Error('gone');
    };
    await expect(receiveBody(broken(), file, { start: 0, bytesMax: 100 })).rejects.toThrow('gone');
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(await receiveBody(body('def'), file, { start: 3, bytesMax: 100 })).toMatchObject({
      ok: true,
      value: { bytes: 6 },
    });
    expect(readFileSync(file, 'utf8')).toBe('abcdef');
  });

  it('refuses the byte that is too many', async () => {
    const received = await receiveBody(body('abc', 'd'), path.join(folder, 'upload'), {
      start: 0,
      bytesMax: 3,
    });
    expect(received).toMatchObject({ ok: false, problems: [{ code: 'file_too_large' }] });
  });
});
