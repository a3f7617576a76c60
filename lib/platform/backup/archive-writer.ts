import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

/** Deflate's fastest: rows and predictions shrink to a fraction with it, and the disk stays the slower part. */
const LEVEL = 1;

/**
 * A zip archive under way, written to a temporary name beside its own. Members are streamed one after the other, in
 * zip64 format, since nobody knows a member's size before it is written.
 */
export class ArchiveWriter {
  private readonly zip = new ZipFile();
  private readonly temporary: string;
  private readonly written: Promise<void>;

  constructor(
    private readonly file: string,
    private readonly madeAt: Date,
  ) {
    this.temporary = `${file}.part-${process.pid}`;
    this.written = pipeline(this.zip.outputStream, createWriteStream(this.temporary, { mode: 0o600 }));
    // Looked at when the archive is finished or given up; until then nobody waits for it.
    this.written.catch(() => undefined);
  }

  /** Adds a member and returns when its source has been read. Throws what the source throws. */
  async add(member: string, source: Readable | string): Promise<Written> {
    const hash = createHash('sha256');
    let bytes = 0;
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    this.zip.addReadStream(meter, member, {
      mtime: this.madeAt,
      mode: 0o100600,
      compressionLevel: LEVEL,
      forceZip64Format: true,
    });
    const input = typeof source === 'string' ? Readable.from([Buffer.from(source)]) : source;
    // A full disk ends the archive, not this member: whichever comes first.
    await Promise.race([pipeline(input, meter), this.written]);
    return { sha256: hash.digest('hex'), bytes };
  }

  /** Ends the archive; when this returns it is on the disk under its own name. */
  async finish(): Promise<void> {
    this.zip.end();
    await this.written;
    await sync(this.temporary);
    await rename(this.temporary, this.file);
    await sync(path.dirname(this.file));
  }

  /** Gives it up and leaves nothing behind. */
  async abandon(): Promise<void> {
    (this.zip.outputStream as Readable).destroy();
    await this.written.catch(() => undefined); // told to whoever added the member
    await rm(this.temporary, { force: true });
  }
}

async function sync(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
