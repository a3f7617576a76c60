import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { problemResponse } from '@/app/api/_http/problem';
import { currentViewer } from '@/app/_data/session';
import { authOptions } from '@/lib/identity/auth-options';

type Context = { params: Promise<{ nextauth: string[] }> };
type Handler = (request: NextRequest, context: Context) => Promise<Response>;

async function handle(request: NextRequest, context: Context): Promise<Response> {
  // Made per request, not per module: a build has no secrets and no environment of the site it will run on.
  const isBack = (await context.params).nextauth[0] === 'callback';
  const options = authOptions(isBack ? await currentViewer() : null);
  const response = await (NextAuth(options) as Handler)(request, context);
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
