import type { Profile } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import type { ExternalPerson } from '@/lib/identity/external-identity';
import { env } from '@/lib/platform/env';

export const OIDC_ID = 'oidc';

const claimsSchema = z.looseObject({
  sub: z.string().min(1),
  email: z.string().nullish(),
  // Some providers send the words.
  email_verified: z.union([z.boolean(), z.literal('true'), z.literal('false')]).nullish(),
});
type Claims = z.infer<typeof claimsSchema>;

/** The name on the sign-in button; null when no provider is configured. */
export function oidcName(): string | null {
  const { SADDLEPOINT_OIDC_ISSUER, SADDLEPOINT_OIDC_CLIENT_ID, SADDLEPOINT_OIDC_NAME } = env();
  return SADDLEPOINT_OIDC_ISSUER && SADDLEPOINT_OIDC_CLIENT_ID ? SADDLEPOINT_OIDC_NAME : null;
}

/** The OpenID Connect provider of the environment, found by its discovery document; null when none is configured. */
export function oidcProvider(): OAuthConfig<Claims> | null {
  const {
    SADDLEPOINT_OIDC_ISSUER: issuer,
    SADDLEPOINT_OIDC_CLIENT_ID: clientId,
    SADDLEPOINT_OIDC_CLIENT_SECRET: clientSecret,
  } = env();
  const name = oidcName();
  if (!issuer || !clientId || name === null) return null;
  return {
    id: OIDC_ID,
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    clientId,
    ...(clientSecret ? { clientSecret } : { client: { token_endpoint_auth_method: 'none' } }),
    userinfo: {
      // Providers differ in where they put a claim: take the ID token's and, where there is one, the userinfo endpoint's.
      request: async ({ tokens, client }) => {
        const claims = (tokens as typeof tokens & { claims(): Claims }).claims();
        if (!client.issuer.metadata.userinfo_endpoint) return claims as Profile;
        const info = await client.userinfo(tokens.access_token ?? '');
        // OpenID Connect Core 1.0, 5.3.2: else the answer is about somebody else.
        if (info.sub !== claims.sub) throw new Error('the userinfo is of another subject than the ID token');
        return { ...claims, ...info } as Profile;
      },
    },
    profile: (claims) => ({ id: claims.sub }),
  };
}

/** Under which the provider's people are bound to accounts. */
export function oidcIssuer(): string {
  return (env().SADDLEPOINT_OIDC_ISSUER ?? '').replace(/\/+$/, '');
}

/** What the provider says of a person. Throws when it says it in no known way. */
export function externalPerson(profile: unknown): ExternalPerson {
  const claims = claimsSchema.parse(profile);
  const claim = env().SADDLEPOINT_OIDC_STUDENT_ID_CLAIM;
  const studentId = claim === undefined ? undefined : claims[claim];
  return {
    provider: oidcIssuer(),
    subject: claims.sub,
    email: claims.email ?? null,
    emailVerified: claims.email_verified === true || claims.email_verified === 'true',
    studentId: typeof studentId === 'string' && studentId !== '' ? studentId : null,
  };
}
