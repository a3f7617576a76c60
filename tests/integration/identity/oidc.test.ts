import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { startAuthServer } from './support/auth-server';
import { Browser } from './support/browser';

/** What the school's provider knows of its people, by subject. */
const ACCOUNTS = {
  'by-email': { email: 'Mail@Example.edu', email_verified: true },
  'by-id': { email: 'elsewhere@example.edu', email_verified: true, student_id: 'B07901001' },
  unverified: { email: 'mail2@example.edu', email_verified: false },
  stranger: { email: 'stranger@example.edu', email_verified: true },
  'second-subject': { email: 'mail@example.edu', email_verified: true },
  removed: { email: 'removed@example.edu', email_verified: true },
  'has-password': { email: 'chosen@example.edu', email_verified: true },
  invited: { email: 'invited@example.edu', email_verified: true },
  torn: { email: 'mail@example.edu', email_verified: true, student_id: 'b07901001' },
};

/** Who is signed in here while they come back from the provider; the site's route reads it from the session's cookie. */
let signedInAs: Viewer | null = null;
const site = await startAuthServer(() => authOptions(signedInAs));
const provider = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    fileURLToPath(new URL('./support/oidc-server.ts', import.meta.url)),
    `${site.url}/api/auth/callback/oidc`,
    JSON.stringify(ACCOUNTS),
  ],
  { stdio: ['pipe', 'pipe', 'ignore'] },
);
const ended = new Promise((resolve) => provider.once('exit', resolve));
const issuer = await new Promise<string>((resolve, reject) => {
  createInterface(provider.stdout).once('line', resolve);
  void ended.then((code) => reject(new Error(`the provider ended with ${code}`)));
});
Object.assign(process.env, {
  SADDLEPOINT_OIDC_ISSUER: issuer,
  SADDLEPOINT_OIDC_CLIENT_ID: 'saddlepoint',
  SADDLEPOINT_OIDC_CLIENT_SECRET: 'only-for-this-test',
  SADDLEPOINT_OIDC_STUDENT_ID_CLAIM: 'student_id',
});

// Only now: the environment is read once, by whatever is imported first.
const { useDatabase } = await import('../support/database');
const { authOptions } = await import('@/lib/identity/auth-options');
const { openSession, viewerOfSession } = await import('@/lib/identity/session');
const { db } = await import('@/lib/platform/database/client');
const { addPerson, removeFromCourse } = await import('@/lib/identity/people');
const { makeCourse, makePerson } = await import('./support/people');

await useDatabase();
const course = await makeCourse();
await makePerson('instructor', course);

afterAll(async () => {
  provider.stdin.end(); // ends it
  await ended;
  site.server.closeAllConnections();
  await new Promise((resolve) => site.server.close(resolve));
});

async function onRoster(person: { studentId?: string; email?: string }): Promise<string> {
  const added = await addPerson(null, course.slug, {
    studentId: '',
    email: '',
    name: 'Somebody',
    role: 'auditor',
    ...person,
  });
  if (!added.ok) throw new Error(JSON.stringify(added.problems));
  const where = person.studentId ? { studentId: person.studentId } : { email: person.email ?? '' };
  return (await db().user.findUniqueOrThrow({ where })).id;
}

/** Signs in at the provider as a browser does: our button, its login form, its consent form, and back. */
async function signInAs(subject: string): Promise<{ userId: string | null; landed: string }> {
  const browser = new Browser();
  const { csrfToken } = JSON.parse((await browser.go(`${site.url}/api/auth/csrf`)).text) as {
    csrfToken: string;
  };
  let page = await browser.post(`${site.url}/api/auth/signin/oidc`, {
    csrfToken,
    callbackUrl: `${site.url}/there`,
  });
  for (const fields of [{ prompt: 'login', login: subject, password: 'any' }, { prompt: 'consent' }]) {
    expect(page.url, page.text).toContain('/interaction/');
    page = await browser.post(page.url, fields as Record<string, string>);
  }
  const cookie = browser.cookie(site.url, 'next-auth.session-token');
  const claims = cookie ? await openSession(cookie) : null;
  const viewer = claims && (await viewerOfSession(claims));
  return { userId: viewer?.userId ?? null, landed: page.url.slice(site.url.length) };
}

describe('signing in at an OpenID Connect provider', () => {
  it('finds the person of the roster with the verified e-mail address, and binds them', async () => {
    const userId = await onRoster({ email: 'mail@example.edu' });
    expect(await signInAs('by-email')).toEqual({ userId, landed: '/there' });
    expect(await db().externalIdentity.findMany({ where: { userId } })).toMatchObject([
      { provider: issuer, subject: 'by-email' },
    ]);
  });

  it('finds a bound person by the subject, whatever their address has become', async () => {
    const before = await db().user.findUniqueOrThrow({ where: { email: 'mail@example.edu' } });
    await db().user.update({ where: { id: before.id }, data: { email: 'changed@example.edu' } });
    expect((await signInAs('by-email')).userId).toBe(before.id);
    await db().user.update({ where: { id: before.id }, data: { email: 'mail@example.edu' } });
  });

  it('gives a bound account to no other subject that shows the same address', async () => {
    expect(await signInAs('second-subject')).toEqual({
      userId: null,
      landed: '/sign-in?error=bound_otherwise',
    });
  });

  it('finds the person by the claim that holds the student ID', async () => {
    const userId = await onRoster({ studentId: 'b07901001' });
    expect((await signInAs('by-id')).userId).toBe(userId);
  });

  it('refuses a student ID and an address of two accounts', async () => {
    expect((await signInAs('torn')).landed).toBe('/sign-in?error=bound_otherwise');
  });

  it('A102: gives an account with a password to its owner, who is signed in to it, and to nobody else', async () => {
    const userId = await onRoster({ email: 'chosen@example.edu' });
    // Whoever had the invitation in hand chose the password: an instructor, say, and not the person of the address.
    await db().user.update({ where: { id: userId }, data: { passwordHash: 'of somebody' } });
    const refused = { userId: null, landed: '/sign-in?error=link_needed' };
    expect(await signInAs('has-password')).toEqual(refused);
    const owner: Viewer = { userId, name: '', canCreateCourses: false };
    const other = await makePerson('student', course);
    for (const wrong of [other, { ...owner, onlyCourseId: course.id }]) {
      signedInAs = wrong;
      expect(await signInAs('has-password')).toEqual(refused);
    }
    signedInAs = owner;
    expect((await signInAs('has-password')).userId).toBe(userId);
    signedInAs = null;
    expect((await signInAs('has-password')).userId).toBe(userId);
  });

  it('A102: ends the invitations of an account it is bound to: who holds one need not be its owner', async () => {
    const userId = await onRoster({ email: 'invited@example.edu' });
    expect(await db().secretLink.count({ where: { userId } })).toBe(1);
    expect((await signInAs('invited')).userId).toBe(userId);
    expect(await db().secretLink.count({ where: { userId } })).toBe(0);
  });

  it('lets nobody in who is on no roster, was removed, or whose address is not verified', async () => {
    const refused = { userId: null, landed: '/sign-in?error=not_on_roster' };
    expect(await signInAs('stranger')).toEqual(refused);
    await onRoster({ email: 'mail2@example.edu' });
    expect(await signInAs('unverified')).toEqual(refused);
    const removed = await onRoster({ email: 'removed@example.edu' });
    await removeFromCourse(null, course.slug, removed);
    expect(await signInAs('removed')).toEqual(refused);
    expect(await db().user.count({ where: { email: 'stranger@example.edu' } })).toBe(0);
  });
});

describe('next-auth’s password form over HTTP', () => {
  it('gives an httpOnly cookie that leads to no other site, and nothing without its own token (A67)', async () => {
    const person = await makePerson('student', course);
    const browser = new Browser();
    const given = {
      login: person.email,
      password: person.password,
      callbackUrl: 'https://evil.example/',
      json: 'true',
    };
    const without = await browser.post(`${site.url}/api/auth/callback/credentials`, given);
    expect(browser.cookie(site.url, 'next-auth.session-token'), without.text).toBeUndefined();
    const { csrfToken } = JSON.parse((await browser.go(`${site.url}/api/auth/csrf`)).text) as {
      csrfToken: string;
    };
    const cookie = `next-auth.csrf-token=${browser.cookie(site.url, 'next-auth.csrf-token')}`;
    const response = await fetch(`${site.url}/api/auth/callback/credentials`, {
      method: 'POST',
      body: new URLSearchParams({ ...given, csrfToken }),
      headers: { cookie },
    });
    const session = response.headers
      .getSetCookie()
      .find((each) => each.startsWith('next-auth.session-token='));
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=lax/i);
    expect(((await response.json()) as { url: string }).url).toBe(`${site.url}/`);
  });

  it('A107: signing out ends the session itself, not its cookie alone', async () => {
    const person = await makePerson('student', course);
    const browser = new Browser();
    const token = async (): Promise<string> =>
      (JSON.parse((await browser.go(`${site.url}/api/auth/csrf`)).text) as { csrfToken: string }).csrfToken;
    const given = { login: person.email, password: person.password };
    await browser.post(`${site.url}/api/auth/callback/credentials`, { ...given, csrfToken: await token() });
    const copied = browser.cookie(site.url, 'next-auth.session-token') ?? '';
    const claims = await openSession(copied);
    expect(claims && (await viewerOfSession(claims))).toMatchObject({ userId: person.userId });
    await browser.post(`${site.url}/api/auth/signout`, { csrfToken: await token() });
    expect(browser.cookie(site.url, 'next-auth.session-token')).toBeUndefined();
    expect(claims && (await viewerOfSession(claims))).toBeNull();
  });

  it('A103: leads nowhere but to a page of this site, from a form, an address or a cookie, signing in or out', async () => {
    const person = await makePerson('student', course);
    const browser = new Browser();
    const { csrfToken } = JSON.parse((await browser.go(`${site.url}/api/auth/csrf`)).text) as {
      csrfToken: string;
    };
    const csrf = `next-auth.csrf-token=${browser.cookie(site.url, 'next-auth.csrf-token')}`;
    const { email: login, password } = person;
    const send = async (path: string, fields: Record<string, string>, cookie = ''): Promise<string> => {
      const body = new URLSearchParams({ ...fields, csrfToken, json: 'true' });
      const init = { method: 'POST', body, headers: { cookie: csrf + cookie } };
      const answer = (await (await fetch(`${site.url}/api/auth/${path}`, init)).json()) as { url?: string };
      return answer.url ?? 'refused';
    };
    const own = [`${site.url}/`, 'refused'];
    for (const bad of [
      'a:javascript:alert(1)',
      '//evil.example',
      '/\\evil.example',
      '/.//evil.example',
      '\\\\evil',
    ])
      for (const url of [
        await send('callback/credentials', { login, password, callbackUrl: bad }),
        await send(`callback/credentials?callbackUrl=${encodeURIComponent(bad)}`, { login, password }),
        await send(
          'callback/credentials',
          { login, password },
          `; next-auth.callback-url=${encodeURIComponent(bad)}`,
        ),
        await send('signout', { callbackUrl: bad }),
      ])
        expect(own, bad).toContain(url);
    const there = await send('callback/credentials', { login, password, callbackUrl: '/courses/x?y=1' });
    expect(there).toBe(`${site.url}/courses/x?y=1`);
  });
});
