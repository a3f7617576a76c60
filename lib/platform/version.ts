import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';

/** The version of this software, as package.json has it. */
export async function siteVersion(): Promise<string> {
  const text = await readFile(path.join(projectRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
