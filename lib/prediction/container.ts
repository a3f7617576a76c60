import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { isClutter } from '@/lib/platform/archive/clutter.core';
import { isZip, packingOf } from '@/lib/platform/archive/packing.core';
import { openArchive, type Archive, type ArchiveEntry } from '@/lib/platform/archive/zip-archive';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * The bytes of the CSV in an uploaded file, which may be the CSV itself, gzip of it, or a zip archive that holds it and
 * nothing else (what file managers leave behind aside). What it is is told by its first bytes, never by its name. At most
 * `bytesMax` bytes come out: inflating stops at the first byte too many (A57). Problems: `file_too_large`,
 * `archive_too_large`, `archive_broken`, `archive_encrypted`, `archive_method`, `archive_nested`, `archive_files`,
 * `packing_not_taken` for 7z, RAR, bzip2, xz and the like, and for tar in gzip.
 */
export async function readCsv(filePath: string, bytesMax: number): Promise<Result<Uint8Array>> {
  const read = readWhole(filePath, bytesMax);
  if (!read.ok) return read;
  const bytes = read.value;
  if (isZip(bytes)) return once(await unzip(bytes, bytesMax));
  const packing = packingOf(bytes);
  if (packing === null) return ok(bytes);
  if (packing !== GZIP) return notTaken(packing);
  const inflated = await gunzip(bytes, bytesMax);
  const inner = inflated.ok ? packingOf(inflated.value) : null;
  return inner === TAR ? notTaken('a tar archive in gzip (.tar.gz)') : once(inflated);
}

const GZIP = 'a gzip file';
const TAR = 'a tar archive';

/** Refused where there is an archive inside the archive. */
function once(inflated: Result<Buffer>): Result<Buffer> {
  return inflated.ok && (isZip(inflated.value) || packingOf(inflated.value) !== null) ? nested() : inflated;
}

function notTaken(what: string): Result<never> {
  const message = `The file is ${what}, which is not opened here. Upload the CSV itself, or packed as gzip (to_csv("prediction.csv.gz")) or as a zip archive with nothing else in it.`;
  return refuse({ code: 'packing_not_taken', message });
}

/** Room an archive may take beyond its content's limit. */
const ARCHIVE_SLACK = 1 << 16;
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
    if (length > bytesMax && !isZip(bytes) && packingOf(bytes) === null) return tooLarge(length, bytesMax);
    return ok(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
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
  let archive: Archive | undefined;
  try {
    archive = await openArchive(bytes);
    const chosen = chooseEntry(archive.entries.filter(({ path }) => !path.endsWith('/') && !isClutter(path)));
    return chosen.ok ? await collect(await archive.stream(chosen.value.entry), bytesMax) : chosen;
  } catch (error) {
    return broken(error);
  } finally {
    archive?.close();
  }
}

function chooseEntry(entries: readonly ArchiveEntry[]): Result<ArchiveEntry> {
  const [entry] = entries;
  const names = entries.map((each) => each.path);
  if (names.includes('[Content_Types].xml')) {
    const message =
      'The file is an Excel workbook or another Office document. Save it as "CSV UTF-8 (comma delimited)".';
    return refuse({ code: 'not_csv', message });
  }
  if (!entry || entries.length > 1) {
    const some = names.slice(0, 3).join(', ').slice(0, 200);
    const found = !entry
      ? 'holds no file'
      : `holds ${entries.length} files (${some}${entries.length > 3 ? ', …' : ''})`;
    const message = `The zip archive ${found}; put exactly one CSV file into it.`;
    return refuse({ code: 'archive_files', message });
  }
  if (entry.isEncrypted) {
    const message =
      'The zip archive is protected by a password. Make one without a password, or upload the CSV itself.';
    return refuse({ code: 'archive_encrypted', message });
  }
  if (entry.foreignMethod !== null) {
    const message = `The zip archive is compressed with ${entry.foreignMethod}, which is not opened here. Pack it with the method “Deflate”, or upload the CSV itself.`;
    return refuse({ code: 'archive_method', message });
  }
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
