import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { afterAll, describe, expect, test } from 'vitest';
import { readCsv } from '@/lib/prediction/container';
import { messagesOf } from '@/tests/unit/prediction/support/build';

const CSV = 'Id,Class\n0,7\n';
const folder = mkdtempSync(path.join(os.tmpdir(), 'saddlepoint-container-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array | string): string {
  const file = path.join(folder, createHash('sha256').update(bytes).digest('hex'));
  writeFileSync(file, bytes);
  return file;
}

async function zipOf(entries: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

async function read(bytes: Uint8Array | string, bytesMax = 1000): Promise<string> {
  const result = await readCsv(fileOf(bytes), bytesMax);
  return result.ok ? Buffer.from(result.value).toString() : messagesOf(result);
}

describe('A57: packed files', () => {
  test('plain, gzip and zip give the same bytes, told by content', async () => {
    expect(await read(CSV)).toBe(CSV);
    expect(await read(gzipSync(CSV))).toBe(CSV);
    expect(await read(await zipOf({ 'prediction.csv': CSV }))).toBe(CSV);
  });

  test('what macOS adds to an archive is left aside', async () => {
    const zip = await zipOf({
      '__MACOSX/._p.csv': 'x',
      '.DS_Store': 'x',
      'folder/.DS_Store': 'x',
      'folder/p.csv': CSV,
    });
    expect(await read(zip)).toBe(CSV);
  });

  test('the limit holds exactly, for what is inflated as for what is not', async () => {
    const full = 'x'.repeat(1000);
    expect(await read(full)).toBe(full);
    expect(await read(gzipSync(full))).toBe(full);
    expect(await read(`${full}x`)).toMatch(/at most 0.001 MB/);
    expect(await read(gzipSync(`${full}x`))).toMatch(/inflates to more than/);
    expect(await read(await zipOf({ 'p.csv': `${full}x` }))).toMatch(/inflates to more than/);
  });

  test('a bomb is refused without being inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000));
    const before = process.resourceUsage().maxRSS;
    expect(await read(bomb, 1_000_000)).toMatch(/inflates to more than 1.0 MB/);
    expect(await read(await zipOf({ 'p.csv': Buffer.alloc(50_000_000) }), 1_000_000)).toMatch(
      /inflates to more than/,
    );
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(150);
  });

  test('archives inside archives are refused', async () => {
    expect(await read(gzipSync(gzipSync(CSV)))).toMatch(/archive inside the archive/);
    expect(await read(await zipOf({ 'p.csv': await zipOf({ 'p.csv': CSV }) }))).toMatch(
      /archive inside the archive/,
    );
  });

  test('a zip with no file, with several, or an Excel workbook is refused', async () => {
    expect(await read(await zipOf({}))).toMatch(/holds no file/);
    expect(await read(await zipOf({ 'a.csv': CSV, 'b.csv': CSV }))).toMatch(/holds 2 files \(a.csv, b.csv\)/);
    expect(await read(await zipOf({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }))).toMatch(
      /Excel workbook/,
    );
  });

  test('an encrypted zip is refused', async () => {
    const zip = await zipOf({ 'p.csv': CSV });
    // Bit 0 of the general purpose flags, in the local header and in the central directory (APPNOTE 4.4.4).
    zip[6] = (zip[6] ?? 0) | 1;
    const central = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    zip[central + 8] = (zip[central + 8] ?? 0) | 1;
    expect(await read(zip)).toMatch(/protected by a password/);
  });

  test('broken archives are refused', async () => {
    const packed = gzipSync('x'.repeat(500) + CSV);
    expect(await read(packed.subarray(0, packed.length - 9))).toMatch(/can't be unpacked/);
    const zip = await zipOf({ 'p.csv': 'x'.repeat(500) });
    expect(await read(zip.subarray(0, zip.length - 30))).toMatch(/can't be unpacked/);
  });
});
