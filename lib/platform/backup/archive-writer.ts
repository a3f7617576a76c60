import { createHash, type Hash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Transform, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { crc32, createDeflateRaw, deflateRaw } from 'node:zlib';
import {
  centralRecord,
  dataDescriptor,
  endRecords,
  localHeader,
} from '@/lib/platform/backup/zip-records.core';
import { dosTime, type DosTime } from '@/lib/platform/files/zip-fields.core';

export interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

/** Deflate's fastest: rows and predictions shrink to a fraction with it, and the disk stays the slower part. */
const LEVEL = 1;
const MODE = 0o100600;
/** Small pieces are gathered to this size before they are written. */
const WRITE_BYTES = 1 << 18;
const deflate = promisify(deflateRaw);

/**
 * A zip archive under way, written to a temporary name beside its own. Members are written one after the other; of each
 * some 150 bytes stay in memory for the directory at the end, and of its data nothing (a zip library that was tried keeps
 * 10 kB a member).
 */
export class ArchiveWriter {
  private readonly at: DosTime;
  private readonly directory: Uint8Array[] = [];
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private position = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly temporary: string,
    private readonly file: string,
    madeAt: Date,
  ) {
    this.at = dosTime(madeAt);
  }

  /** Begins the archive that will be `file`. Throws where nothing can be written there. */
  static async begin(file: string, madeAt: Date): Promise<ArchiveWriter> {
    const temporary = `${file}.part-${process.pid}`;
    return new ArchiveWriter(await open(temporary, 'w', 0o600), temporary, file, madeAt);
  }

  /** Adds a member and returns when it is in the archive. Throws what its source throws. */
  async add(name: string, source: Readable | Buffer): Promise<Written> {
    const offset = this.position;
    await this.write(localHeader(name, this.at));
    const start = this.position;
    const meter = new Meter();
    if (source instanceof Buffer) {
      meter.take(source);
      await this.write(await deflate(source, { level: LEVEL }));
    } else {
      await pipeline(source, meter.stream(), createDeflateRaw({ level: LEVEL }), this.sink());
    }
    const member = { name, crc32: meter.crc, bytes: meter.bytes, packedBytes: this.position - start, offset };
    await this.write(dataDescriptor(member));
    this.directory.push(centralRecord(member, this.at, MODE));
    return { sha256: meter.digest(), bytes: meter.bytes };
  }

  /** Ends the archive; when this returns it is on the disk under its own name. */
  async finish(): Promise<void> {
    const start = this.position;
    for (const record of this.directory) await this.write(record);
    await this.write(endRecords(this.directory.length, start, this.position - start));
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    await rename(this.temporary, this.file);
    const folder = await open(path.dirname(this.file), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** Gives it up and leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.handle.close();
    await rm(this.temporary, { force: true });
  }

  private sink(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.write(chunk).then(() => done(), done);
      },
    });
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    this.position += bytes.length;
    if (this.pendingBytes >= WRITE_BYTES) await this.flush();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.pending);
    [this.pending, this.pendingBytes] = [[], 0];
    for (let done = 0; done < bytes.length;) done += (await this.handle.write(bytes, done)).bytesWritten;
  }
}

/** Size, SHA-256 and CRC-32 of what passes. */
class Meter {
  bytes = 0;
  crc = 0;
  private readonly hash: Hash = createHash('sha256');

  take(chunk: Buffer): void {
    this.hash.update(chunk);
    this.crc = crc32(chunk, this.crc);
    this.bytes += chunk.length;
  }

  stream(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.take(chunk);
        done(null, chunk);
      },
    });
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}
