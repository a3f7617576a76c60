import { ok, refuse, type Result } from '@/lib/platform/result';
import type { GivenFile } from '@/lib/api/operation';

/** `multipart/form-data` (RFC 7578) with one file, read as it arrives: the file is never held as a whole. */

const HEADER_BYTES_MAX = 16_384;
const FIELD_BYTES_MAX = 65_536;
const FIELDS_MAX = 20;

/** The boundary of a Content-Type; null where there is none, or one that RFC 2046 does not allow. */
export function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** Reads up to the part `file`, keeping the fields before it; its chunks end where the part does. */
export async function readMultipart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): Promise<Result<GivenFile>> {
  const input = new Delimited(body, Buffer.from(`\r\n--${boundary}`, 'latin1'));
  const fields = new Map<string, string>();
  if ((await input.upToDelimiter(HEADER_BYTES_MAX)) === null) return malformed('it has no first boundary');
  for (let part = 0; part <= FIELDS_MAX; part += 1) {
    const header = await input.upTo(Buffer.from('\r\n\r\n'), HEADER_BYTES_MAX);
    if (header === null || !header.toString('latin1').startsWith('\r\n'))
      return malformed('it has no part named file');
    const { name, fileName } = dispositionOf(header.toString('utf8'));
    if (name === 'file') return ok({ name: fileName === '' ? null : fileName, chunks: input.part(), fields });
    const text = await input.upToDelimiter(FIELD_BYTES_MAX);
    if (text === null) return malformed('a field before the file is too long, or has no end');
    if (name !== null) fields.set(name, text.toString('utf8'));
  }
  return malformed('too many fields come before the file');
}

function malformed(why: string): Result<never> {
  return refuse({ code: 'bad_multipart', message: `The multipart body can't be read: ${why}.` });
}

/** `name` and `filename` of a part; browsers write quotes and line ends of a name percent-encoded. */
function dispositionOf(header: string): { name: string | null; fileName: string | null } {
  const line = /^content-disposition:\s*form-data(.*)$/im.exec(header)?.[1] ?? '';
  const of = (key: string): string | null => {
    const match = new RegExp(`;\\s*${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(line);
    const raw = match?.[1] ?? match?.[2];
    return raw === undefined ? null : raw.replace(/\\(.)/g, '$1').replace(/%22/g, '"');
  };
  return { name: of('name'), fileName: of('filename') };
}

/** A stream of bytes cut at a delimiter. */
class Delimited {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  // The first boundary has no line end before it: with one in front, it is found like every other.
  #held: Buffer = Buffer.from('\r\n');
  #isOver = false;

  constructor(body: AsyncIterable<Uint8Array>, delimiter: Buffer) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#delimiter = delimiter;
  }

  upToDelimiter(bytesMax: number): Promise<Buffer | null> {
    return this.upTo(this.#delimiter, bytesMax);
  }

  /** What comes before the mark, which is taken as well; null where it does not come within `bytesMax`. */
  async upTo(mark: Buffer, bytesMax: number): Promise<Buffer | null> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        const found = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + mark.length);
        return found;
      }
      if (this.#held.length > bytesMax + mark.length || !(await this.#more())) return null;
    }
  }

  /** The rest of the part in chunks. Throws where the body ends before the part does. */
  async *part(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter);
      if (at >= 0) {
        if (at > 0) yield this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at);
        return;
      }
      // The end of what is held may be the beginning of the delimiter.
      const safe = this.#held.length - this.#delimiter.length + 1;
      if (safe > 0) {
        yield this.#held.subarray(0, safe);
        this.#held = this.#held.subarray(safe);
      }
      if (!(await this.#more())) throw new Error('aborted');
    }
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false;
    const next = await this.#chunks.next();
    if (next.done) this.#isOver = true;
    else this.#held = Buffer.concat([this.#held, next.value]);
    return !this.#isOver;
  }
}
