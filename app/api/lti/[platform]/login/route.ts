import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  answering,
  browserCookie,
  formFields,
  refusedResponse,
  seeOther,
  setBrowserCookie,
} from '@/app/api/lti/lti-response';
import { siteOrigin } from '@/app/_data/session';
import { beginLogin, loginSchema } from '@/lib/lti/launch';

interface Context {
  readonly params: Promise<{ readonly platform: string }>;
}

/** A platform begins a sign-in here, with GET or POST as it likes. */
export const GET = (request: Request, context: Context): Promise<Response> =>
  begin(request, context, Object.fromEntries(new URL(request.url).searchParams));

export const POST = async (request: Request, context: Context): Promise<Response> =>
  begin(request, context, await formFields(request));

function begin(request: Request, { params }: Context, fields: Record<string, string>): Promise<Response> {
  return answering(async () => {
    const id = z.uuid().safeParse((await params).platform);
    const asked = loginSchema.safeParse(fields);
    if (!id.success || !asked.success) return refusedResponse([{ code: 'lti_other_tool', message: '' }]);
    // One value a browser: two links opened at once both come back.
    const browser = browserCookie(request) ?? randomBytes(32).toString('base64url');
    const launchUrl = `${await siteOrigin()}/api/lti/${id.data}/launch`;
    const begun = await beginLogin(id.data, asked.data, browser, launchUrl);
    return begun.ok
      ? seeOther(begun.value.redirect, setBrowserCookie(browser))
      : refusedResponse(begun.problems);
  });
}
