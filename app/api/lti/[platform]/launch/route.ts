import { z } from 'zod';
import {
  answering,
  browserCookie,
  formFields,
  refusedResponse,
  seeOther,
  setLinkCookie,
} from '@/app/api/lti/lti-response';
import { beginSession, currentViewer } from '@/app/_data/session';
import { completeLaunch } from '@/lib/lti/launch';

const form = z.object({ id_token: z.string().min(1), state: z.string().min(1).max(1_000) });

/** The platform's answer: signs the browser in and leads to the course; who is not known yet signs in here first. */
export function POST(
  request: Request,
  { params }: { readonly params: Promise<{ readonly platform: string }> },
): Promise<Response> {
  return answering(async () => {
    const id = z.uuid().safeParse((await params).platform);
    const given = form.safeParse(await formFields(request));
    if (!id.success || !given.success) return refusedResponse([{ code: 'lti_token', message: '' }]);
    const launched = await completeLaunch(id.data, {
      idToken: given.data.id_token,
      state: given.data.state,
      browser: browserCookie(request),
    });
    if (!launched.ok) return refusedResponse(launched.problems);
    if (launched.value.kind === 'to_link') return seeOther('/connect', setLinkCookie(launched.value.secret));
    const { who, courseId, path } = launched.value;
    // Who is signed in as the same person already keeps what reaches further.
    const viewer = await currentViewer();
    const isThere = viewer?.userId === who.userId && viewer.onlyCourseId === undefined;
    if (!isThere) await beginSession(who, courseId);
    return seeOther(path);
  });
}
