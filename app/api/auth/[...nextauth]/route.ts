import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { problemResponse } from '@/app/api/_http/problem';
import { currentViewer } from '@/app/_data/session';
import { authOptions } from '@/lib/identity/auth-options';
import { rememberDevice } from '@/lib/identity/known-device';

type Context = { params: Promise<{ nextauth: string[] }> };
type Handler = (request: NextRequest, context: Context) => Promise<Response>;

async function handle(request: NextRequest, context: Context): Promise<Response> {
  // Made per request, not per module: a build has no secrets and no environment of the site it will run on.
  const isBack = (await context.params).nextauth[0] === 'callback';
  let login: string | null = null;
  const options = authOptions(isBack ? await currentViewer() : null, (given) => (login = given));
  const response = await (NextAuth(options) as Handler)(request, context);
  const cookies = request.headers.get('cookie') ?? undefined;
  // The browser is known to the account from now on.
  if (login !== null) response.headers.append('Set-Cookie', rememberDevice(cookies, login, new Date()));
  response.headers.set('Cache-Control', 'private, no-store');
  return response;
}

export const GET = handle;

/** Beside next-auth's own token against forged requests: a form of another site is refused by where it comes from (A67). */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host)) {
    return problemResponse([{ code: 'cross_site', message: 'This request came from another site.' }]);
  }
  return handle(request, context);
}
