import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { decodeText } from '@/lib/platform/text/decode-text.core';

/** A text of the folder, in UTF-8 or UTF-16. In another encoding it is refused with what it seems to be: save it as UTF-8. */
export async function bundleText(folder: string, name: string): Promise<Result<string>> {
  const decoded = decodeText(await readFile(path.join(folder, name)));
  if (decoded.ok) return ok(decoded.value.text);
  const [{ code, message, line } = { code: 'bad_encoding', message: '' }] = decoded.problems;
  const advice = code === 'choose_encoding' ? `${message}. Save it as UTF-8.` : message;
  return refuse({ code: 'not_utf8', file: name, message: advice, ...(line === undefined ? {} : { line }) });
}

/** The same for a bundle that has been read and checked. Throws where the file has changed meanwhile. */
export async function checkedText(folder: string, name: string): Promise<string> {
  const text = await bundleText(folder, name);
  if (!text.ok) throw new Error(`${name}: ${text.problems.map((each) => each.message).join(' ')}`);
  return text.value;
}
