import { bodyFields } from '@/app/api/v1/_body';
import { guarded, originOf, wireJson, wireProblem, wireRefusal } from '@/app/api/v1/_wire';
import { requestViewer } from '@/app/_data/session';
import { loginOf, tokenHolder } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';
import { lean } from '@/lib/kaggle/lean.core';
import type { Answer, Method } from '@/lib/kaggle/method';
import { METHODS } from '@/lib/kaggle/methods';
import { notCompetitions } from '@/lib/kaggle/methods/elsewhere';
import { findRestRoute, queryFields, restAnswer, type RestRoute } from '@/lib/kaggle/rest-routes.core';
import { BODY_BYTES_HEADER } from '@/lib/platform/body-length';

/** In the query of a download's address: the client would fail at going on, so that it is to begin anew. */
export const WHOLE = 'whole';
const COMPETITIONS = 'competitions.CompetitionApiService';

/** Answers a request of the public command-line client, of any generation. `parts`: of the path below the version, decoded. */
export function answerWire(request: Request, parts: readonly string[]): Promise<Response> {
  return guarded(request, async () => {
    const [service = '', call = ''] = parts;
    if (request.method === 'POST' && parts.length === 2) {
      if (service === COMPETITIONS) return callMethod(request, call);
      if (service === 'security.OAuthService' && call === 'IntrospectToken') return introspect(request);
      if (service === 'api.v1.DiagnosticsService' && call === 'Hello') return hello(request);
    }
    const found = findRestRoute(request.method, parts);
    if (found) return explained(request, await callRest(request, found.route, found.fields));
    if (service === 'hello') return explained(request, await hello(request));
    return explained(request, wireRefusal(404, notCompetitions(parts.join('/'))));
  });
}

/** Newest kind: the method's name in the path, its fields as JSON; fields at their default are left out. */
async function callMethod(request: Request, name: string): Promise<Response> {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) return wireRefusal(404, `There is no method ${name.slice(0, 60)}.`);
  return run(request, method, await bodyFields(request), {
    shape: (value) => lean(value as Parameters<typeof lean>[0]),
    resumes: true,
  });
}

/** How answers go back to a kind of client. */
interface Form {
  shape(value: object): unknown;
  /** Whether it can go on with a download that broke off. */
  readonly resumes: boolean;
}

/** Older kind: see `rest-routes.core.ts`. */
async function callRest(
  request: Request,
  route: RestRoute,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  const method = METHODS[route.method];
  if (!method) throw new Error(`no method ${route.method}`);
  const query = queryFields(new URL(request.url).searchParams);
  const namesPage = query.pageSize !== undefined || query.pageToken !== undefined;
  const isUnpaged = !namesPage && !/^[1-9]/.test(query.page ?? '');
  const body = request.method === 'GET' ? {} : await bodyFields(request);
  const input = body && { ...query, ...body, ...fields, isUnpaged };
  const shape = (value: object): unknown => restAnswer(route, value, namesPage);
  return run(request, method, input, { shape, resumes: !isVersion17(request) });
}

async function run(
  request: Request,
  method: Method<unknown>,
  body: Readonly<Record<string, unknown>> | null,
  form: Form,
): Promise<Response> {
  const viewer = await tokenViewer(request);
  if (!viewer) return unauthorized(request);
  if (!method.reads && viewer.scope === 'read')
    return wireRefusal(403, `This token may only read. Make one that may submit: ${accountPage(request)}`);
  const input = method.schema.safeParse(body);
  if (body === null || !input.success)
    return wireRefusal(400, 'The request does not have the expected form.');
  const answer = await method.run({ viewer, origin: originOf(request) }, input.data);
  return answer.ok ? responseOf(request, answer.value, form) : wireProblem(answer.problems);
}

/** By a token alone: a page of another site could send a session's cookie along. */
async function tokenViewer(request: Request): Promise<Viewer | null> {
  const asked = request.headers.has('authorization') ? await requestViewer(request) : null;
  return asked?.viewer ?? null;
}

const accountPage = (request: Request): string => `${originOf(request)}/account`;

function unauthorized(request: Request): Response {
  return wireRefusal(
    401,
    `Unauthorized: the token is missing, wrong, revoked or over, or is another account's. Make one on ${accountPage(request)}`,
  );
}

/** Whose bearer token it is; clients ask before anything else. Who holds a token learns nothing new. */
async function introspect(request: Request): Promise<Response> {
  const token = (await bodyFields(request))?.token;
  const holder = typeof token === 'string' ? await tokenHolder(token.slice(0, 1_000)) : null;
  return wireJson(holder ? { active: true, username: holder.login } : { active: false });
}

/** Who asks; a library's login looks whether its token works. */
async function hello(request: Request): Promise<Response> {
  const viewer = await tokenViewer(request);
  return viewer ? wireJson({ userName: await loginOf(viewer) }) : unauthorized(request);
}

function responseOf(request: Request, answer: Answer, form: Form): Response {
  switch (answer.kind) {
    case 'json':
      return wireJson(form.shape(answer.value));
    case 'redirect': {
      const address = `${originOf(request)}/api/v1/download/${answer.ticket}/${encodeURIComponent(answer.name)}`;
      return new Response(null, {
        status: 302,
        headers: {
          Location: form.resumes ? address : `${address}?${WHOLE}`,
          'Cache-Control': 'private, no-store',
        },
      });
    }
    case 'zip':
      return new Response(new Uint8Array(answer.bytes), {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${answer.fileName}"`,
          'Last-Modified': new Date().toUTCString(),
          'Cache-Control': 'private, no-store, no-transform',
          [BODY_BYTES_HEADER]: String(answer.bytes.length),
        },
      });
  }
}

/** On the older addresses; the versions after it call themselves the same, on others. */
function isVersion17(request: Request): boolean {
  return request.headers.get('user-agent')?.startsWith('kaggle-api/') ?? false;
}

/** 1.7 shows of a refusal only the words of the status line, so that they say what the body says. */
async function explained(request: Request, response: Response): Promise<Response> {
  if (!isVersion17(request) || response.status < 400) return response;
  const { message } = (await response.clone().json()) as { message: string };
  const statusText = message
    .replaceAll('\n', ' | ')
    .replaceAll('…', '...')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 500);
  return new Response(response.body, { status: response.status, statusText, headers: response.headers });
}
