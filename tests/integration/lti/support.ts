import type { MadeCompetition } from '../support/competition';
import { enrolStudent } from '../support/competition';
import type { Viewer } from '@/lib/identity/viewer';
import { connectAccount } from '@/lib/lti/connect';
import { beginLogin, completeLaunch, type Launched, type ToLink } from '@/lib/lti/launch';
import { addPlatform } from '@/lib/lti/platforms';
import { db } from '@/lib/platform/database/client';
import type { Result } from '@/lib/platform/result';
import type { LtiPlatform } from '@/tests/support/lti-platform';

export interface Connected {
  readonly id: string;
  readonly instructor: Viewer;
  readonly courseSlug: string;
  readonly launchUrl: string;
}

/** Connects a course, and opens the tool from the platform once as its instructor. */
export async function connect(
  platform: LtiPlatform,
  made: MadeCompetition,
  jwksUrl: string,
): Promise<Connected> {
  const instructor = await enrolStudent(made, 'instructor');
  const course = await db().course.findUniqueOrThrow({ where: { id: made.courseId } });
  const registration = { clientId: `client-${made.id}`, deploymentId: 'deployment-1' };
  const added = taken(
    await addPlatform(instructor, course.slug, {
      name: 'The platform',
      issuer: platform.issuer,
      ...registration,
      ...platform.addresses,
    }),
  );
  const launchUrl = `https://saddlepoint.example.org/api/lti/${added.id}/launch`;
  platform.register({ ...registration, redirectUris: [launchUrl], jwksUrl });
  await db().user.update({ where: { id: instructor.userId }, data: { email: `i-${made.id}@example.edu` } });
  platform.addUser('instructor', { sub: `sub-i-${made.id}`, email: `i-${made.id}@example.edu` });
  return { id: added.id, instructor, courseSlug: course.slug, launchUrl };
}

export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly redirect: URL;
}

export async function begin(
  platform: LtiPlatform,
  connected: Connected,
  user: string,
  browser: string,
): Promise<Begun> {
  const { redirect } = taken(
    await beginLogin(connected.id, { iss: platform.issuer, login_hint: user }, browser, connected.launchUrl),
  );
  const url = new URL(redirect);
  const of = (name: string): string => url.searchParams.get(name) ?? '';
  return { state: of('state'), nonce: of('nonce'), redirect: url };
}

/** A whole launch, the platform's own page asked over HTTP. */
export async function launch(
  platform: LtiPlatform,
  connected: Connected,
  user: string,
  options: { readonly context?: string } = {},
): Promise<Result<Launched | ToLink>> {
  const browser = 'a browser of the test';
  const begun = await begin(platform, connected, user, browser);
  if (options.context) begun.redirect.searchParams.set('lti_message_hint', options.context);
  const page = await (await fetch(begun.redirect)).text();
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  return completeLaunch(connected.id, { idToken: field('id_token'), state: field('state'), browser });
}

/** A launch by somebody who signs in here by themselves and connects their account, where that is still to be done. */
export async function come(
  platform: LtiPlatform,
  connected: Connected,
  user: string,
  viewer: Viewer,
  options: { readonly context?: string } = {},
): Promise<Result<Launched>> {
  const first = await launch(platform, connected, user, options);
  if (!first.ok) return first;
  if (first.value.kind === 'let_in') return { ok: true, value: first.value };
  const linked = await connectAccount(viewer, first.value.secret);
  if (!linked.ok) return linked;
  const second = taken(await launch(platform, connected, user, options));
  if (second.kind !== 'let_in') throw new Error('connected, and not let in');
  return { ok: true, value: second };
}

export function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

export function codes(result: Result<unknown>): string[] {
  return result.ok ? [] : result.problems.map((each) => each.code);
}
