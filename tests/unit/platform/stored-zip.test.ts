import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storedZip, type ZipEntry } from '@/lib/platform/files/stored-zip';
import { zipLayout } from '@/lib/platform/files/zip-layout.core';

const AT = new Date('2026-03-01T08:00:00Z');
const entries: readonly ZipEntry[] = [
  { name: 'data/train.csv', at: AT, content: { bytes: Buffer.from('x,y\n1,2\n') } },
  { name: 'data/空.csv', at: AT, content: { bytes: Buffer.alloc(0) } },
  { name: 'README', at: AT, content: { bytes: Buffer.from('read me') } },
];

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-zip-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(range?: { start: number; end: number }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await storedZip(entries)).chunks(range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('other programs read the archive, names in UTF-8', async () => {
  const whole = await read();
  expect(whole.length).toBe((await storedZip(entries)).bytes);
  const file = path.join(folder, 'a.zip');
  writeFileSync(file, whole);
  const program = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print([(i.filename, z.read(i).decode(), i.date_time) for i in z.infolist()])`;
  const said = execFileSync('python3', ['-c', program, file], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf8' },
  });
  expect(said.trim()).toBe(
    "[('data/train.csv', 'x,y\\n1,2\\n', (2026, 3, 1, 8, 0, 0)), ('data/空.csv', '', (2026, 3, 1, 8, 0, 0)), ('README', 'read me', (2026, 3, 1, 8, 0, 0))]",
  );
});

test('every range is what the whole has there', async () => {
  const whole = await read();
  for (let start = 0; start < whole.length; start += 7)
    for (const end of [start, Math.min(start + 40, whole.length - 1), whole.length - 1])
      expect(await read({ start, end })).toEqual(whole.subarray(start, end + 1));
});

test('a member and a place beyond 4 GiB stand in 64-bit fields', () => {
  const large = 5_000_000_000;
  const layout = zipLayout([
    { name: 'large.npy', bytes: large, crc32: 1, at: AT },
    { name: 'after.csv', bytes: 3, crc32: 2, at: AT },
  ]);
  const made = layout.pieces().flatMap((piece) => (piece.kind === 'made' ? [piece.bytes] : []));
  const tail = Buffer.concat(made.slice(2)); // behind the second member: directory and end
  const plain = zipLayout([{ name: 'small', bytes: 1, crc32: 1, at: AT }]);
  expect(layout.size).toBe(large + 3 + made.reduce((sum, each) => sum + each.length, 0));
  expect(tail.indexOf(Buffer.from([0x50, 0x4b, 6, 6]))).toBeGreaterThan(0);
  const directory = tail.readBigUInt64LE(tail.indexOf(Buffer.from([0x50, 0x4b, 6, 6])) + 48);
  expect(directory).toBe(BigInt(large + 3 + made.slice(0, 2).reduce((sum, each) => sum + each.length, 0)));
  const end = Buffer.concat(plain.pieces().flatMap((piece) => (piece.kind === 'made' ? [piece.bytes] : [])));
  expect(end.indexOf(Buffer.from([0x50, 0x4b, 6, 6]))).toBe(-1);
});
