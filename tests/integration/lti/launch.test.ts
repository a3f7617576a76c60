import { createHmac } from 'node:crypto';
import { generateKeyPair } from 'jose';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { myCourses } from '@/lib/competition/assignment-list';
import { coursesOf } from '@/lib/identity/courses';
import { enrol } from '@/lib/identity/enrol';
import { changePassword } from '@/lib/identity/password';
import { addPerson } from '@/lib/identity/people';
import { startSession, viewerOfSession } from '@/lib/identity/session';
import { createOwnToken } from '@/lib/identity/tokens';
import { courseAccess, type Viewer } from '@/lib/identity/viewer';
import { connectAccount } from '@/lib/lti/connect';
import { beginLogin, completeLaunch } from '@/lib/lti/launch';
import { isTrusted } from '@/lib/lti/origins';
import { readPendingLink } from '@/lib/lti/pending-link';
import { addPlatform, listPlatforms, removePlatform, unbindPlatform } from '@/lib/lti/platforms';
import { db } from '@/lib/platform/database/client';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { begin, codes, come, connect, launch, taken, type Connected } from './support';

// Before anything reads the environment.
const platform = await vi.hoisted(async () =>
  (await import('@/tests/support/lti-platform')).startTrustedPlatform(),
);
afterAll(() => platform.stop());
await useDatabase();

const BROWSER = 'the browser that began it';
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

let made: MadeCompetition;
let connected: Connected;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock(null);
  made = await makeCompetition({});
  connected = await connect(platform, made, 'http://localhost:1/not-asked-here');
  student = await enrolStudent(made);
  await db().user.update({ where: { id: student.userId }, data: { email: `s-${made.id}@example.edu` } });
  platform.addUser('student', { sub: `sub-s-${made.id}`, email: `s-${made.id}@example.edu` });
});

const bind = () => come(platform, connected, 'instructor', connected.instructor);
const asStudent = () => come(platform, connected, 'student', student);

describe('a launch', () => {
  it('signs in who is enrolled, at the assignment the link names, with the role of the roster', async () => {
    platform.addUser('student', {
      sub: `sub-s-${made.id}`,
      email: `s-${made.id}@example.edu`,
      roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
    });
    taken(await bind());
    expect(taken(await asStudent())).toEqual({
      kind: 'let_in',
      who: { userId: student.userId, sessionEpoch: 0 },
      courseId: made.courseId,
      path: `/courses/${connected.courseSlug}`,
    });
    expect((await courseAccess(db(), student, made.courseId))?.role).toBe('student');
    expect(await db().enrolment.count({ where: { courseId: made.courseId } })).toBe(2);
  });

  it('A102: finds a person by the platform’s subject alone, once they have connected it themselves', async () => {
    taken(await bind());
    const first = taken(await launch(platform, connected, 'student'));
    if (first.kind !== 'to_link') throw new Error('let in by an e-mail address');
    expect(await readPendingLink(first.secret)).toMatchObject({ platform: 'The platform', name: 'student' });
    taken(await connectAccount(student, first.secret));
    expect(codes(await connectAccount(student, first.secret))).toEqual(['lti_state']); // once
    platform.addUser('student', { sub: `sub-s-${made.id}`, email: 'changed@example.edu' });
    expect(taken(await asStudent()).who.userId).toBe(student.userId);
    // Another subject of the platform does not get the account, by whatever address.
    platform.addUser('other', { sub: 'somebody-else', email: `s-${made.id}@example.edu` });
    const other = taken(await launch(platform, connected, 'other'));
    expect(other.kind).toBe('to_link');
    expect(codes(await come(platform, connected, 'other', student))).toEqual(['bound_otherwise']);
  });

  it('A102: an instructor who enrols somebody and launches as them gets no session as that person', async () => {
    taken(await bind());
    const victim = await enrolStudent(await makeCompetition({}), 'instructor');
    const studentId = `t${made.id.slice(0, 8)}`;
    await db().user.update({
      where: { id: victim.userId },
      data: { email: 'victim@example.edu', studentId },
    });
    const person = { name: 'Victim', email: 'victim@example.edu', studentId, role: 'student' as const };
    taken(await addPerson(connected.instructor, connected.courseSlug, person));
    platform.addUser('me', { sub: 'me', email: 'victim@example.edu', studentId });
    const begun = await begin(platform, connected, 'me', BROWSER);
    const claims = {
      ...platform.claims('me', begun.nonce),
      email_verified: true,
      [`${CLAIM}/custom`]: { student_id: studentId, user_id: victim.userId, email: 'victim@example.edu' },
      [`${CLAIM}/lis`]: { person_sourcedid: studentId },
    };
    const given = { idToken: await platform.sign(claims), state: begun.state, browser: BROWSER };
    const launched = taken(await completeLaunch(connected.id, given));
    if (launched.kind !== 'to_link') throw new Error('a session as somebody else');
    // The instructor's own account it may become; and a session by the platform connects nothing.
    const { courseId } = made;
    const viaPlatform = { ...connected.instructor, onlyCourseId: courseId };
    expect(codes(await connectAccount(viaPlatform, launched.secret))).toEqual(['own_sign_in_needed']);
    expect(codes(await connectAccount(connected.instructor, launched.secret))).toEqual(['bound_otherwise']);
    expect(await db().externalIdentity.count({ where: { userId: victim.userId } })).toBe(0);
  });

  it('A102: opens the platform’s course alone: no other course of the person, and not the account', async () => {
    taken(await bind());
    const elsewhere = await makeCompetition({});
    await db().$transaction(async (tx) => {
      const user = await tx.user.findUniqueOrThrow({ where: { id: student.userId } });
      await enrol(tx, elsewhere.courseId, user, 'instructor');
    });
    await db().user.update({ where: { id: student.userId }, data: { canCreateCourses: true } });
    const { who, courseId } = taken(await asStudent());
    const viewer = await viewerOfSession(await startSession(who, courseId));
    if (!viewer) throw new Error('no session');
    expect(viewer).toMatchObject({ canCreateCourses: false, onlyCourseId: made.courseId });
    expect((await enter(db(), viewer, byId(made.id))).ok).toBe(true);
    expect(codes(await enter(db(), viewer, byId(elsewhere.id)))).toEqual(['not_found']);
    expect(await courseAccess(db(), viewer, elsewhere.courseId)).toBeNull();
    expect((await myCourses(viewer)).map((course) => course.slug)).toEqual([connected.courseSlug]);
    expect((await coursesOf(viewer)).map((course) => course.slug)).toEqual([connected.courseSlug]);
    expect(codes(await createOwnToken(viewer, 'mine', null))).toEqual(['own_sign_in_needed']);
    expect(codes(await changePassword(viewer, 'x', 'another good one'))).toEqual(['own_sign_in_needed']);
    const whole = await viewerOfSession(await startSession(who));
    expect(whole && (await myCourses(whole))).toHaveLength(2);
  });

  it('lets nobody in who is not enrolled in this very course, and enrols nobody', async () => {
    taken(await bind());
    const elsewhere = await enrolStudent(await makeCompetition({}), 'instructor');
    platform.addUser('elsewhere', { sub: 'elsewhere', email: 'elsewhere@example.edu' });
    expect(codes(await come(platform, connected, 'elsewhere', elsewhere))).toEqual(['not_on_roster']);
    expect(await db().externalIdentity.count({ where: { userId: elsewhere.userId } })).toBe(0);
    taken(await asStudent());
    await db().enrolment.updateMany({ where: { userId: student.userId }, data: { removedAt: new Date() } });
    expect(codes(await launch(platform, connected, 'student'))).toEqual(['not_on_roster']);
    expect(await db().enrolment.count({ where: { courseId: made.courseId } })).toBe(2);
  });

  it('waits for the staff to tie the connection to one course there; others of the deployment are refused', async () => {
    expect(codes(await asStudent())).toEqual(['lti_not_bound']);
    taken(await bind());
    taken(await asStudent());
    for (const user of ['student', 'instructor'])
      expect(codes(await launch(platform, connected, user, { context: 'course-8' }))).toEqual([
        'lti_other_course',
      ]);
    const [view] = taken(await listPlatforms(connected.instructor, connected.courseSlug));
    expect(view).toMatchObject({ context: 'Machine Learning there' });
    expect(view?.lastRefusal).toContain('another course of the platform');
    taken(await unbindPlatform(connected.instructor, connected.id));
    taken(await launch(platform, connected, 'instructor', { context: 'course-8' }));
  });

  it('leads to paths of this site alone, and to assignments of the course alone (A103)', async () => {
    taken(await bind());
    taken(await asStudent());
    const { slug } = await db().assignment.findUniqueOrThrow({ where: { id: made.id } });
    const links: [string | undefined, string][] = [
      [`https://saddlepoint.example.org/courses/x/${slug}`, `/courses/${connected.courseSlug}/${slug}`],
      ['https://evil.example.org/phish', `/courses/${connected.courseSlug}`],
      ['//evil.example.org', `/courses/${connected.courseSlug}`],
      [`https://saddlepoint.example.org/courses/x/..%2f..%2fstaff`, `/courses/${connected.courseSlug}`],
    ];
    for (const [target, path] of links) {
      const begun = await begin(platform, connected, 'student', BROWSER);
      const claims = { ...platform.claims('student', begun.nonce), [`${CLAIM}/target_link_uri`]: target };
      const given = { idToken: await platform.sign(claims), state: begun.state, browser: BROWSER };
      expect(taken(await completeLaunch(connected.id, given))).toMatchObject({ path });
    }
  });
});

describe('a hostile launch is refused:', () => {
  beforeEach(async () => void taken(await bind()));

  /** A launch as it should be, broken in one place. */
  async function broken(
    change: (claims: Record<string, unknown>) => void,
    sign: (claims: Record<string, unknown>) => Promise<string> = (claims) => platform.sign(claims),
  ): Promise<string[]> {
    const begun = await begin(platform, connected, 'student', BROWSER);
    const claims = platform.claims('student', begun.nonce) as Record<string, unknown>;
    change(claims);
    const given = { idToken: await sign(claims), state: begun.state, browser: BROWSER };
    const result = await completeLaunch(connected.id, given);
    return result.ok ? ['let in'] : result.problems.map((each) => each.message);
  }

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cases: [string, (claims: Record<string, unknown>) => void, RegExp][] = [
    ['for another tool', (c) => (c.aud = 'another'), /aud/],
    [
      'for several tools, this one not the authorised',
      (c) => Object.assign(c, { aud: [c.aud, 'b'], azp: 'b' }),
      /azp/,
    ],
    ['for several tools without saying for which', (c) => (c.aud = [c.aud, 'b']), /azp/],
    ['of another issuer', (c) => (c.iss = 'https://elsewhere.example.org'), /iss/],
    [
      'expired',
      (c) => Object.assign(c, { iat: Number(c.iat) - 900, exp: Number(c.exp) - 900 }),
      /expired|iat/,
    ],
    ['valid for years but made long ago', (c) => (c.iat = Number(c.iat) - 3_600), /expired/],
    ['without an end', (c) => delete c.exp, /exp/],
    ['with another nonce', (c) => (c.nonce = 'n'), /nonce/],
    ['without a subject', (c) => delete c.sub, /sub/],
    ['of another deployment', (c) => (c[`${CLAIM}/deployment_id`] = '2'), /deployment/],
    [
      'of another kind of message',
      (c) => (c[`${CLAIM}/message_type`] = 'LtiDeepLinkingRequest'),
      /message_type/,
    ],
    ['of LTI 1.1', (c) => (c[`${CLAIM}/version`] = '1.1.0'), /version/],
    ['from no course', (c) => delete c[`${CLAIM}/context`], /context/],
  ];
  it.each(cases)('a token %s', async (_, change, reason) => {
    const [message] = await broken(change);
    expect(message).toMatch(reason);
  });

  it('a token that is not signed (alg none)', async () => {
    const unsigned = (claims: unknown) =>
      Promise.resolve(`${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`);
    expect(await broken(() => undefined, unsigned)).toEqual([expect.stringMatching(/RS256/)]);
  });

  it('a token signed with the platform’s public key as a shared secret (HS256)', async () => {
    const pem = await platform.publicKeyPem();
    const confused = (claims: unknown) => {
      const text = `${encode({ alg: 'HS256', kid: 'platform-1', typ: 'JWT' })}.${encode(claims)}`;
      return Promise.resolve(`${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`);
    };
    expect(await broken(() => undefined, confused)).toEqual([expect.stringMatching(/RS256/)]);
  });

  it('a token signed with a key that is not the platform’s, under its name or under another', async () => {
    const { privateKey: key } = await generateKeyPair('RS256');
    expect(
      await broken(
        () => undefined,
        (claims) => platform.sign(claims, { key }),
      ),
    ).toEqual([expect.stringMatching(/signature/)]);
    expect(
      await broken(
        () => undefined,
        (claims) => platform.sign(claims, { key, kid: 'mine' }),
      ),
    ).toEqual([expect.stringMatching(/key the platform does not have/)]);
  });

  it('a launch played again, one of another browser, one begun too long ago, one for another connection', async () => {
    const begun = await begin(platform, connected, 'student', BROWSER);
    const idToken = await platform.sign(platform.claims('student', begun.nonce));
    const given = { idToken, state: begun.state, browser: BROWSER };
    taken(await completeLaunch(connected.id, given));
    expect(codes(await completeLaunch(connected.id, given))).toEqual(['lti_state']);

    const second = await begin(platform, connected, 'student', BROWSER);
    const other = {
      idToken: await platform.sign(platform.claims('student', second.nonce)),
      state: second.state,
    };
    expect(codes(await completeLaunch(connected.id, { ...other, browser: 'of somebody else' }))).toEqual([
      'lti_browser',
    ]);
    // It is spent even so: nobody can try browsers.
    expect(codes(await completeLaunch(connected.id, { ...other, browser: BROWSER }))).toEqual(['lti_state']);
    const third = await begin(platform, connected, 'student', BROWSER);
    expect(
      codes(await completeLaunch(connected.id, { ...other, state: third.state, browser: null })),
    ).toEqual(['lti_browser']);

    const late = await begin(platform, connected, 'student', BROWSER);
    await db().ltiState.updateMany({ data: { expiresAt: new Date(0) } });
    const lateToken = await platform.sign(platform.claims('student', late.nonce));
    expect(
      codes(await completeLaunch(connected.id, { idToken: lateToken, state: late.state, browser: BROWSER })),
    ).toEqual(['lti_state']);

    const elsewhere = await makeCompetition({});
    const foreign = await connect(platform, elsewhere, 'http://localhost:1/');
    const begunHere = await begin(platform, connected, 'student', BROWSER);
    const result = await completeLaunch(foreign.id, { idToken, state: begunHere.state, browser: BROWSER });
    expect(codes(result)).toEqual(['lti_state']);
  });

  it('a sign-in begun for another issuer, client or deployment', async () => {
    const asked = { iss: platform.issuer, login_hint: 'student' };
    for (const wrong of [{ iss: 'https://x.org' }, { client_id: 'x' }, { lti_deployment_id: 'x' }])
      expect(
        codes(await beginLogin(connected.id, { ...asked, ...wrong }, BROWSER, connected.launchUrl)),
      ).toEqual(['lti_other_tool']);
  });
});

describe('a connection', () => {
  it('leads to origins the operator has named, and nowhere else', async () => {
    const given = {
      name: 'Mine',
      issuer: platform.issuer,
      clientId: 'c',
      deploymentId: 'd',
      ...platform.addresses,
    };
    const { instructor, courseSlug } = connected;
    for (const url of [
      'https://attacker.example.com/jwks',
      'http://169.254.169.254/',
      `${platform.issuer}.evil.org/`,
    ])
      expect(codes(await addPlatform(instructor, courseSlug, { ...given, jwksUrl: url }))).toEqual([
        'not_trusted',
      ]);
  });

  it('leads below the path the operator has named, where there is one (A102)', () => {
    const below = 'https://elsewhere.example.org/mod/lti/';
    for (const url of [`${below}certs.php`, `${below}services.php/7/lineitems?type_id=3`])
      expect(isTrusted(url), url).toBe(true);
    for (const url of [
      'https://elsewhere.example.org/pluginfile.php/5/mine.json',
      'https://elsewhere.example.org/mod/lti',
      'https://elsewhere.example.org/mod/lti2/certs.php',
      `${below}../../pluginfile.php/5/mine.json`,
      `${below}..%2f..%2Fpluginfile.php/5/mine.json`,
      'https://me@elsewhere.example.org/mod/lti/certs.php',
      'http://elsewhere.example.org/mod/lti/certs.php',
    ])
      expect(isTrusted(url), url).toBe(false);
  });

  it('is for instructors of the course alone', async () => {
    const ta = await enrolStudent(made, 'ta');
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    for (const viewer of [student, ta, stranger]) {
      expect((await listPlatforms(viewer, connected.courseSlug)).ok).toBe(false);
      expect((await removePlatform(viewer, connected.id)).ok).toBe(false);
      expect((await unbindPlatform(viewer, connected.id)).ok).toBe(false);
    }
  });

  it('once removed, lets nobody in, and what it knew of people is gone', async () => {
    taken(await bind());
    taken(await asStudent());
    const begun = await begin(platform, connected, 'student', BROWSER);
    taken(await removePlatform(connected.instructor, connected.id));
    const idToken = await platform.sign(platform.claims('student', begun.nonce));
    const given = { idToken, state: begun.state, browser: BROWSER };
    expect(codes(await completeLaunch(connected.id, given))).toEqual(['not_found']);
    expect(await db().externalIdentity.count({ where: { provider: `lti:${connected.id}` } })).toBe(0);
  });
});
