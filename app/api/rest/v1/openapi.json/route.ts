import { originOf } from '@/app/api/v1/_wire';
import { openApiDocument } from '@/lib/api/openapi';

/** The document of the REST API. It tells nothing of anybody, and is for everybody. */
export function GET(request: Request): Response {
  return Response.json(openApiDocument(originOf(request)), {
    headers: {
      'Cache-Control': 'public, max-age=300',
      Vary: 'Host, X-Forwarded-Host, X-Forwarded-Proto',
      'Access-Control-Allow-Origin': '*',
    },
  });
}
