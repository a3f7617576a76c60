import { publicKeys } from '@/lib/lti/keys';

export const dynamic = 'force-dynamic';

/** The keys this site signs with towards learning-management systems. */
export async function GET(): Promise<Response> {
  return Response.json(await publicKeys(), { headers: { 'Cache-Control': 'public, max-age=3600' } });
}
