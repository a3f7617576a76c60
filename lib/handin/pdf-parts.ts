import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolder } from '@/lib/handin/pdf-words';

/** What the PDF reader asks for while it draws, by kind: which names, and what they are. */
const KINDS: Readonly<
  Record<string, { readonly folder: string; readonly name: RegExp; readonly type: string }>
> = {
  cmaps: { folder: 'cmaps', name: /^[\w-]+\.bcmap$/, type: 'application/octet-stream' },
  fonts: { folder: 'standard_fonts', name: /^[\w-]+\.(pfb|ttf)$/, type: 'font/ttf' },
  decoders: { folder: 'wasm', name: /^[\w-]+\.js$/, type: 'text/javascript; charset=utf-8' },
};

/** One file of the installed PDF reader; null for what is none of its parts. */
export async function readPdfPart(
  kind: string,
  name: string,
): Promise<{ readonly bytes: Buffer; readonly contentType: string } | null> {
  const found = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!found?.name.test(name)) return null;
  const bytes = await readFile(path.join(packageFolder(), found.folder, name)).catch(() => null);
  return bytes && { bytes, contentType: found.type };
}
