import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { isTrusted } from '@/lib/lti/origins';
import { ok, refuse, type Result } from '@/lib/platform/result';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const AGE_SECONDS_MAX = 600;
const CLOCK_SECONDS = 60;
const KEYS_MS_MAX = 10_000;

/** LTI 1.3 core, §5.3 and §5.4, as far as this tool reads it; AGS 2.0, §3.1. Empty texts count as absent. */
const text = z
  .string()
  .max(2_000)
  .optional()
  .catch(undefined)
  .transform((value) => (value?.trim() ? value.trim() : null));
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string().min(1),
  azp: z.string().optional(),
  email: text,
  name: text,
  [`${CLAIM}/message_type`]: z.literal('LtiResourceLinkRequest'),
  [`${CLAIM}/version`]: z.literal('1.3.0'),
  [`${CLAIM}/deployment_id`]: z.string(),
  [`${CLAIM}/target_link_uri`]: text,
  [`${CLAIM}/context`]: z.object({ id: z.string().min(1).max(500), title: text }),
  [`${CLAIM}/custom`]: z.record(z.string(), z.unknown()).optional().catch(undefined),
  'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': z
    .object({ lineitems: text, lineitem: text })
    .optional()
    .catch(undefined),
});

export interface Registration {
  readonly issuer: string;
  readonly clientId: string;
  readonly deploymentId: string;
  readonly jwksUrl: string;
}

/** What a platform says in a launch. It vouches for the subject; a link's author writes the custom parameters. */
export interface LaunchClaims {
  readonly subject: string;
  /** How the platform calls the person: to be shown to them, never to find their account by. */
  readonly name: string | null;
  readonly email: string | null;
  readonly context: { readonly id: string; readonly title: string | null };
  readonly targetLink: string | null;
  /** The custom parameter `assignment`. */
  readonly assignment: string | null;
  /** Where columns are made, and the column of the link that was opened. */
  readonly lineItemsUrl: string | null;
  readonly lineItemUrl: string | null;
}

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/** The keys of a platform, kept between launches and asked for again when a token names one that is not among them. */
function keysOf(jwksUrl: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(jwksUrl);
  if (known) return known;
  const made = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: KEYS_MS_MAX });
  keySets.set(jwksUrl, made);
  return made;
}

/**
 * Reads an id_token: signed with RS256 by one of the platform's own keys, for this client and deployment, fresh by the
 * database's clock, for the sign-in that `nonce` belongs to (1EdTech Security Framework 1.0, §5.1.3). A refusal says which
 * of it failed.
 */
export async function readIdToken(
  idToken: string,
  registration: Registration,
  expected: { readonly nonce: string; readonly now: Date },
): Promise<Result<LaunchClaims>> {
  if (!isTrusted(registration.jwksUrl))
    return refused('The origin of its keys is no longer among those the operator has named.');
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(idToken, keysOf(registration.jwksUrl), {
      algorithms: ['RS256'],
      issuer: registration.issuer,
      audience: registration.clientId,
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
      maxTokenAge: AGE_SECONDS_MAX,
      clockTolerance: CLOCK_SECONDS,
      currentDate: expected.now,
    }));
  } catch (error) {
    return refused(reasonOf(error));
  }
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`The claim ${issue?.path.join('.') ?? ''} is missing or not as it must be.`);
  }
  return checked(parsed.data as Record<string, unknown>, payload, registration, expected.nonce);
}

function checked(
  claims: Record<string, unknown>,
  payload: JWTPayload,
  registration: Registration,
  nonce: string,
): Result<LaunchClaims> {
  if (claims.nonce !== nonce) return refused('The token belongs to another sign-in (nonce).');
  const hasOthers = Array.isArray(payload.aud) && payload.aud.length > 1;
  if ((hasOthers || claims.azp !== undefined) && claims.azp !== registration.clientId)
    return refused('The token is for another tool (azp).');
  if (claims[`${CLAIM}/deployment_id`] !== registration.deploymentId)
    return refused('The token is of another deployment.');
  const context = claims[`${CLAIM}/context`] as LaunchClaims['context'];
  const custom = (claims[`${CLAIM}/custom`] ?? {}) as Record<string, unknown>;
  const ags = claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'] as
    { lineitems: string | null; lineitem: string | null } | undefined;
  return ok({
    subject: claims.sub as string,
    name: claims.name as string | null,
    email: claims.email as string | null,
    context,
    targetLink: claims[`${CLAIM}/target_link_uri`] as string | null,
    assignment: parameter(custom.assignment),
    lineItemsUrl: ags?.lineitems ?? null,
    lineItemUrl: ags?.lineitem ?? null,
  });
}

/** A custom parameter; a variable the platform did not fill in (`$Canvas.user.sisSourceId`) counts as absent. */
function parameter(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !value.startsWith('$') ? value.slice(0, 200) : null;
}

function refused<T>(message: string): Result<T> {
  return refuse({ code: 'lti_token', message });
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The claim ${error.claim} is not as it must be (${error.reason}).`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is not signed with RS256.';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The token is signed with a key the platform does not have.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong.';
  if (error instanceof errors.JWKSTimeout) return 'The platform did not give its keys in time.';
  if (error instanceof errors.JOSEError) return `The token cannot be read (${error.code}).`;
  return 'The platform did not give its keys.';
}
