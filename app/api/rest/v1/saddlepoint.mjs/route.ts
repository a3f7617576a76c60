import { readFile } from 'node:fs/promises';
import { bundleFile } from '@/lib/bin/bundle-file';

/** The command line as one file; it holds nothing of this site, so anyone may have it. */
export async function GET(): Promise<Response> {
  const file = await readFile(bundleFile()).catch(() => null);
  const type = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' };
  if (!file)
    return new Response('This site was started without its build, and has no command line to give.\n', {
      status: 404,
      headers: { ...type, 'Content-Type': 'text/plain; charset=utf-8' },
    });
  return new Response(new Uint8Array(file), {
    headers: {
      ...type,
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Disposition': 'attachment; filename="saddlepoint.mjs"',
    },
  });
}
