import { ok, refuse, type Result } from '@/lib/platform/result';

/** A small file as a whole, for what takes it so; refused as soon as it is larger than `bytesMax`. */
export async function wholeFile(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Result<Buffer>> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax)
      return refuse({ code: 'file_too_large', message: `At most ${bytesMax} bytes are taken here.` });
    held.push(chunk);
  }
  return ok(Buffer.concat(held));
}
