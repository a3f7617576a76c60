import type { AuthOptions, Profile, User } from 'next-auth';
import { z } from 'zod';
import { signInExternally } from '@/lib/identity/external-identity';
import { knownDevice } from '@/lib/identity/known-device';
import { externalPerson, OIDC_ID, oidcProvider } from '@/lib/identity/oidc';
import {
  endSession,
  parseClaims,
  SESSION_SECONDS,
  sessionSecret,
  startSession,
  usesSecureCookies,
  viewerOfSession,
} from '@/lib/identity/session';
import { signInWithPassword } from '@/lib/identity/sign-in';
import type { Viewer } from '@/lib/identity/viewer';
import { CLIENT_ADDRESS_HEADER } from '@/lib/platform/client-address.core';
import { env } from '@/lib/platform/env';
import { localPath } from '@/lib/platform/local-path.core';
import { log } from '@/lib/platform/log';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';

/** The fields of the sign-in form and of next-auth's own; anything else is refused (A16). */
const credentialsSchema = z.strictObject({
  login: z.string().max(1_000),
  password: z.string().max(1_000),
  csrfToken: z.string().optional(),
  callbackUrl: z.string().optional(),
  redirect: z.string().optional(),
  json: z.string().optional(),
});

type AdmittedUser = User & { sessionEpoch: number };

/**
 * next-auth as this site uses it: sealed cookies that name a session, a password form, and OpenID Connect where configured.
 * `viewer` is who is signed in already: they may connect a provider's sign-in to their account. `onPassword` is told of a
 * sign-in by password.
 */
export function authOptions(
  viewer: Viewer | null = null,
  onPassword: (login: string) => void = () => undefined,
): AuthOptions {
  trustConfiguredHost();
  const oidc = oidcProvider();
  return {
    secret: sessionSecret(),
    useSecureCookies: usesSecureCookies(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    providers: [
      {
        id: 'credentials',
        name: 'Password',
        type: 'credentials',
        credentials: {},
        authorize: (given, request) => authorize(given, request.headers ?? {}, onPassword),
      },
      ...(oidc ? [oidc] : []),
    ],
    callbacks: {
      redirect: ({ url, baseUrl }) => baseUrl + localPath(url, baseUrl),
      signIn: ({ user, account, profile }) =>
        account?.provider === OIDC_ID ? admitExternal(user, profile, viewer) : true,
      jwt: async ({ token, user }) => {
        if (user) {
          const { id: userId, sessionEpoch } = user as AdmittedUser;
          return { ...(await startSession({ userId, sessionEpoch })) };
        }
        const claims = parseClaims(token);
        return claims && (await viewerOfSession(claims)) ? { ...claims } : {};
      },
      // Its answer to the browser says that there is a session, and until when; pages say the rest.
      session: ({ session, token }) =>
        parseClaims(token) ? { expires: session.expires } : ({} as typeof session),
    },
    events: {
      // Its cookie may have been copied; the session itself ends.
      signOut: async ({ token }) => {
        const claims = parseClaims(token);
        if (claims) await endSession(claims);
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ code, reason: reasonOf(metadata) }, 'a sign-in failed'),
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => undefined,
    },
  };
}

/** next-auth reads these two from the environment and nowhere else. */
function trustConfiguredHost(): void {
  if (env().SADDLEPOINT_URL) process.env.NEXTAUTH_URL = env().publicUrl;
  else process.env.AUTH_TRUST_HOST = 'true'; // localhost and 127.0.0.1 both work
}

async function authorize(
  given: unknown,
  headers: Record<string, string>,
  onPassword: (login: string) => void,
): Promise<AdmittedUser | null> {
  const parsed = credentialsSchema.safeParse(given);
  if (!parsed.success) {
    const fields = parsed.error.issues.flatMap((issue) =>
      'keys' in issue ? issue.keys : issue.path.map(String),
    );
    log.warn({ fields }, 'a sign-in with fields that do not belong there was refused');
    return null;
  }
  const { login, password } = parsed.data;
  const address = headers[CLIENT_ADDRESS_HEADER] ?? 'unknown';
  const device = knownDevice(headers.cookie, login, new Date());
  const signedIn = await withoutDetails(() => signInWithPassword(login, password, address, device));
  if (signedIn.ok) {
    onPassword(login);
    return { id: signedIn.value.userId, sessionEpoch: signedIn.value.sessionEpoch };
  }
  const [problem] = signedIn.problems;
  if (problem?.code !== 'too_many_attempts') return null;
  throw new Error(`${problem.code}:${problem.value ?? ''}`); // reaches the form as its error
}

async function admitExternal(
  user: User,
  profile: Profile | undefined,
  viewer: Viewer | null,
): Promise<true | string> {
  const admitted = await withoutDetails(() => signInExternally(externalPerson(profile), viewer));
  if (!admitted.ok) return `/sign-in?error=${admitted.problems[0]?.code ?? 'AccessDenied'}`;
  // next-auth hands this very object on to the jwt callback.
  Object.assign(user, { id: admitted.value.userId, sessionEpoch: admitted.value.sessionEpoch });
  return true;
}

/** next-auth puts the words of what is thrown into an address: of a fault only its kind leaves this site (A108). */
async function withoutDetails<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error }, 'a sign-in failed');
    throw new Error(isDatabaseUnavailable(error) ? 'busy' : 'other');
  }
}

/** Never the whole: it may hold tokens of the provider. */
function reasonOf(metadata: unknown): string {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown }).error;
  return error instanceof Error ? error.message : 'unknown';
}
