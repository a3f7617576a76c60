import { siteOrigin } from '@/app/_data/session';
import { openApiDocument } from '@/lib/api/openapi';
import { siteVersion } from '@/lib/platform/version';

/** The API's own description; it tells nothing of any course, so anyone may read it. */
export async function GET(): Promise<Response> {
  return Response.json(openApiDocument(await siteOrigin(), await siteVersion()), {
    headers: { 'Cache-Control': 'public, max-age=300' },
  });
}
