import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * The bytes of the CSV in an uploaded file, which may be the CSV itself, gzip of it, or a zip archive that holds it and
 * nothing else (`__MACOSX/` and `.DS_Store` aside). What it is is told by its first bytes, never by its name. At most
 * `bytesMax` bytes come out: inflating stops at the first byte too many (A57). Problems: `file_too_large`,
 * `archive_too_large`, `archive_broken`, `archive_encrypted`, `archive_nested`, `archive_files`.
 */
export async function readCsv(filePath: string, bytesMax: number): Promise<Result<Uint8Array>> {
  const read = readWhole(filePath, bytesMax);
  if (!read.ok) return read;
  const bytes = read.value;
  const packing = packingOf(bytes);
  if (packing === 'none') return ok(bytes);
  const inflated = packing === 'gzip' ? await gunzip(bytes, bytesMax) : await unzip(bytes, bytesMax);
  if (inflated.ok && packingOf(inflated.value) !== 'none') return nested();
  return inflated;
}

/** Room an archive may take beyond its content's limit. */
const ARCHIVE_SLACK = 1 << 16;
const ENTRIES_MAX = 1000;
const INFLATED_PIECE = 1 << 18;

function readWhole(filePath: string, bytesMax: number): Result<Buffer> {
  const file = openSync(filePath, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > bytesMax + ARCHIVE_SLACK) return tooLarge(size, bytesMax);
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(file, bytes, length, size - length, length);
    }
    if (length > bytesMax && packingOf(bytes) === 'none') return tooLarge(length, bytesMax);
    return ok(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

function packingOf(bytes: Uint8Array): 'none' | 'gzip' | 'zip' {
  const [b0, b1, b2, b3] = bytes;
  if (b0 === 0x1f && b1 === 0x8b) return 'gzip';
  const zip = b0 === 0x50 && b1 === 0x4b && ((b2 === 3 && b3 === 4) || (b2 === 5 && b3 === 6));
  return zip ? 'zip' : 'none';
}

async function gunzip(bytes: Buffer, bytesMax: number): Promise<Result<Buffer>> {
  const inflating = createGunzip({ chunkSize: INFLATED_PIECE });
  inflating.end(bytes);
  return collect(inflating, bytesMax);
}

/** Reads a stream up to the limit. What is wrong with the compressed data becomes a problem. */
async function collect(
  stream: NodeJS.ReadableStream & { destroy(): unknown },
  bytesMax: number,
): Promise<Result<Buffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > bytesMax)
        return refuse({
          code: 'archive_too_large',
          message: `The archive inflates to more than ${inMb(bytesMax)}, the limit for a prediction file.`,
        });
      pieces.push(piece);
    }
  } catch (error) {
    return broken(error);
  } finally {
    stream.destroy();
  }
  return ok(Buffer.concat(pieces, length));
}

async function unzip(bytes: Buffer, bytesMax: number): Promise<Result<Buffer>> {
  try {
    const archive = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
    const entries: yauzl.Entry[] = [];
    for await (const entry of archive.eachEntry()) {
      if (!isLeftover(entry.fileName)) entries.push(entry);
      if (entries.length > ENTRIES_MAX) break;
    }
    const chosen = chooseEntry(entries);
    if (!chosen.ok) return chosen;
    return await collect(await archive.openReadStreamPromise(chosen.value), bytesMax);
  } catch (error) {
    return broken(error);
  }
}

/** What macOS and its Finder add to archives, and entries that are folders. */
function isLeftover(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || name.split('/').at(-1) === '.DS_Store';
}

function chooseEntry(entries: readonly yauzl.Entry[]): Result<yauzl.Entry> {
  const [entry] = entries;
  const names = entries.map((each) => each.fileName);
  if (names.includes('[Content_Types].xml'))
    return refuse({
      code: 'not_csv',
      message:
        'The file is an Excel workbook or another Office document. Save it as "CSV UTF-8 (comma delimited)".',
    });
  if (!entry || entries.length > 1) {
    const some = names.slice(0, 3).join(', ').slice(0, 200);
    const found = !entry
      ? 'holds no file'
      : `holds ${entries.length > ENTRIES_MAX ? 'very many' : entries.length} files (${some}${entries.length > 3 ? ', …' : ''})`;
    return refuse({
      code: 'archive_files',
      message: `The zip archive ${found}; put exactly one CSV file into it.`,
    });
  }
  if (entry.isEncrypted())
    return refuse({
      code: 'archive_encrypted',
      message:
        'The zip archive is protected by a password. Make one without a password, or upload the CSV itself.',
    });
  return ok(entry);
}

function nested(): Result<never> {
  const message = 'There is an archive inside the archive. Upload the CSV itself, or packed once.';
  return refuse({ code: 'archive_nested', message });
}

function tooLarge(size: number, bytesMax: number): Result<never> {
  const message = `The file has ${inMb(size)}; at most ${inMb(bytesMax)} are taken.`;
  return refuse({ code: 'file_too_large', message });
}

function broken(error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The archive can't be unpacked (${reason.slice(0, 120)}). Pack it again, or upload the CSV itself.`;
  return refuse({ code: 'archive_broken', message });
}

function inMb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`;
}
