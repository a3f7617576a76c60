import { guarded, originOf, wireJson, wireProblem } from '@/app/api/v1/_wire';
import { BODY_BYTES_HEADER } from '@/lib/platform/body-length';
import { requestViewer } from '@/app/_data/session';
import { lean } from '@/lib/kaggle/lean.core';
import { METHODS, type Answer } from '@/lib/kaggle/methods';

const BODY_BYTES_MAX = 100_000;

interface Context {
  readonly params: Promise<{ readonly method: string }>;
}

/** `POST /api/v1/competitions.CompetitionApiService/<Method>` of the public command-line client. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return guarded(request, async () => {
    const { method: name } = await context.params;
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) return wireJson({ code: 404, message: `There is no method ${name.slice(0, 60)}.` }, 404);
    // Tokens alone: a page of another site could send a session's cookie along.
    const asked = request.headers.has('authorization') ? await requestViewer(request) : null;
    if (!asked)
      return wireJson({ code: 401, message: 'Unauthorized: the token is missing, wrong or over.' }, 401);
    if (!method.reads && asked.viewer.scope === 'read')
      return wireJson({ code: 403, message: 'This token may only read. Make one that may submit.' }, 403);
    const body = await bodyOf(request);
    const input = method.schema.safeParse(body);
    if (body === null || !input.success)
      return wireJson({ code: 400, message: 'The request is not JSON of the expected form.' }, 400);
    const answer = await method.run(asked.viewer, input.data, originOf(request));
    return answer.ok ? responseOf(answer.value, request) : wireProblem(answer.problems);
  });
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > BODY_BYTES_MAX) return null;
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // answered as a bad request
  }
}

function responseOf(answer: Answer, request: Request): Response {
  switch (answer.kind) {
    case 'json':
      return wireJson(lean(answer.value as Parameters<typeof lean>[0]));
    case 'redirect':
      return new Response(null, {
        status: 302,
        headers: { Location: `${originOf(request)}${answer.path}`, 'Cache-Control': 'private, no-store' },
      });
    case 'zip':
      return new Response(new Uint8Array(answer.bytes), {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${answer.fileName}"`,
          'Cache-Control': 'private, no-store, no-transform',
          [BODY_BYTES_HEADER]: String(answer.bytes.length),
        },
      });
  }
}
