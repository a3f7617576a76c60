import type { Problem } from '@/lib/platform/result';

const BOM = [0xef, 0xbb, 0xbf] as const;

/** Index of the first byte of text: after a UTF-8 byte order mark, where there is one. */
export function textStart(bytes: Uint8Array): number {
  return BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0;
}

/** What is wrong with the bytes as a whole, before any row is read; null when they are UTF-8 text. */
export function encodingProblem(bytes: Uint8Array): Problem | null {
  if (bytes.length === textStart(bytes)) return { code: 'empty_file', message: 'The file is empty.' };
  const utf16 = utf16Kind(bytes);
  if (utf16) {
    const message = `The file is in ${utf16}, not UTF-8. Save it again as "CSV UTF-8", or in pandas with to_csv(path, index=False).`;
    return { code: 'utf16', message };
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const message = `The file is not text: there is a NUL byte in line ${lineOf(bytes, nul)}. Send the CSV itself.`;
    return { code: 'nul_byte', message, line: lineOf(bytes, nul) };
  }
  return null;
}

/** null, or the line of the first byte that is not UTF-8. Costs a pass over the file; asked only where text matters. */
export function utf8Problem(bytes: Uint8Array): Problem | null {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return null;
  } catch {
    const line = firstBadLine(bytes);
    const message = `Line ${line} is not valid UTF-8. Save the file again as UTF-8.`;
    return { code: 'invalid_utf8', message, line };
  }
}

function utf16Kind(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 (little endian)';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 (big endian)';
  // Without a mark: plain letters have every second byte zero.
  const head = bytes.subarray(0, 200);
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  if (head.length < 8 || Math.max(...zeros) < head.length * 0.35) return null;
  return (zeros[1] ?? 0) > (zeros[0] ?? 0) ? 'UTF-16 (little endian)' : 'UTF-16 (big endian)';
}

function lineOf(bytes: Uint8Array, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i += 1) if (bytes[i] === 10) line += 1;
  return line;
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
