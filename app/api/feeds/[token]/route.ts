import { atomResponse, feedAssignment } from '@/app/api/_http/atom-response';
import { problemResponse } from '@/app/api/_http/problem';
import { readFeedByToken } from '@/lib/forum/feed';
import { log } from '@/lib/platform/log';

/** A personal feed: its address is the key, since feed readers can't sign in. */
export async function GET(
  request: Request,
  context: { readonly params: Promise<{ readonly token: string }> },
): Promise<Response> {
  try {
    const { token } = await context.params;
    return atomResponse(request, await readFeedByToken(token, feedAssignment(new URL(request.url))));
  } catch (error) {
    // Without the address: it is a secret.
    log.error({ err: error }, 'a feed could not be read');
    return problemResponse([{ code: 'busy', message: 'The feed could not be read. Try again later.' }], {
      'Retry-After': '60',
    });
  }
}
