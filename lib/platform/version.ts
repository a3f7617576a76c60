import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';

/** The program's own version, as package.json says it. */
export async function programVersion(): Promise<string> {
  const text = await readFile(path.join(projectRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
