import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ZipFile } from 'yazl';

/** A zip file with these entries; a link has its target as content. */
export async function zipOf(
  entries: readonly { readonly name: string; readonly content: string | Buffer; readonly mode?: number }[],
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, mode } of entries)
    zip.addBuffer(Buffer.from(content), name, mode === undefined ? {} : { mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A folder's files as entries below `prefix`; `edit` may change what a file holds. */
export function entriesOf(
  folder: string,
  prefix = '',
  edit: (name: string, content: Buffer) => string | Buffer = (_name, content) => content,
): { name: string; content: string | Buffer }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => path.join(each.parentPath, each.name))
    .map((file) => {
      const name = path.relative(folder, file).split(path.sep).join('/');
      return { name: prefix + name, content: edit(name, readFileSync(file)) };
    });
}
