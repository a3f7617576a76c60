import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { authOptions } from '@/lib/identity/auth-options';
import { changeRole, removeFromCourse } from '@/lib/identity/people';
import { changePassword, hashPassword } from '@/lib/identity/password';
import {
  endSession,
  openSession,
  sealSession,
  startSession,
  viewerOfSession,
  type SessionClaims,
} from '@/lib/identity/session';
import { knownDevice, rememberDevice } from '@/lib/identity/known-device';
import { askSignInLink, isSignInLinkOpen, signInByLink } from '@/lib/identity/sign-in-link';
import { signInWithPassword } from '@/lib/identity/sign-in';
import { reserveAttempt } from '@/lib/identity/throttle';
import { LIMITS } from '@/lib/identity/throttle.core';
import { courseAccess } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { useDatabase } from '../support/database';
import { codes, makeCourse, makePerson, type MadePerson } from './support/people';

// Before anything reads the environment: nobody is there, and nothing is sent in this file.
vi.hoisted(() => {
  process.env.SADDLEPOINT_SMTP_URL = 'smtp://127.0.0.1:9';
});
await useDatabase();

let addresses = 0;
/** An address nobody has come from yet. */
const freshAddress = (): string => `10.${(addresses += 1) >> 8}.${addresses & 255}.1`;

async function signIn(person: MadePerson, address = freshAddress()): Promise<SessionClaims> {
  const signedIn = await signInWithPassword(person.studentId, person.password, address);
  if (!signedIn.ok) throw new Error(JSON.stringify(signedIn.problems));
  return startSession(signedIn.value);
}

describe('signing in', () => {
  it('takes the student ID or the e-mail address, in any case, with blanks around', async () => {
    const person = await makePerson();
    for (const login of [
      person.studentId,
      ` ${person.studentId.toUpperCase()} `,
      person.email.toUpperCase(),
    ]) {
      const signedIn = await signInWithPassword(login, person.password, freshAddress());
      expect(signedIn.ok && signedIn.value.userId, login).toBe(person.userId);
    }
  });

  it('answers alike for no account, no password yet, a wrong password and a disabled account (A13)', async () => {
    const known = await makePerson();
    const invited = await makePerson();
    await db().user.update({ where: { id: invited.userId }, data: { passwordHash: null } });
    const disabled = await makePerson();
    await db().user.update({ where: { id: disabled.userId }, data: { disabledAt: new Date() } });
    const answers = await Promise.all([
      signInWithPassword(known.studentId, 'wrong password', freshAddress()),
      signInWithPassword('b99999999', 'wrong password', freshAddress()),
      signInWithPassword('nobody@example.edu', 'wrong password', freshAddress()),
      signInWithPassword(invited.studentId, invited.password, freshAddress()),
      signInWithPassword(disabled.studentId, disabled.password, freshAddress()),
    ]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(codes(answers[0]!)).toEqual(['wrong_login']);
  });

  it('takes as long for no account as for a wrong password (A13)', async () => {
    const known = await makePerson();
    const took = async (login: string): Promise<number> => {
      const before = performance.now();
      await signInWithPassword(login, 'wrong password', freshAddress());
      return performance.now() - before;
    };
    const medianOf = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    await took(known.studentId); // the first of all loads code
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let turn = 0; turn < 15; turn += 1) {
      times.known.push(await took(known.studentId));
      times.unknown.push(await took(`b${randomUUID().slice(0, 8)}`));
    }
    // Without the decoy the unknown one would take none of the hash's time, a small fraction of this.
    expect(medianOf(times.unknown) / medianOf(times.known)).toBeGreaterThan(0.6);
    expect(medianOf(times.unknown) / medianOf(times.known)).toBeLessThan(1.6);
  });

  it('refuses fields that the form does not have (A16)', async () => {
    const person = await makePerson();
    const [provider] = authOptions().providers;
    const authorize = (
      provider as unknown as { authorize: (given: object, request: object) => Promise<unknown> }
    ).authorize;
    const given = { login: person.studentId, password: person.password };
    expect(await authorize({ ...given, role: 'instructor' }, { headers: {} })).toBeNull();
    expect(await authorize(given, { headers: {} })).toMatchObject({ id: person.userId });
  });
});

describe('guessing passwords', () => {
  it('is stopped for one account from one address, and the owner signs in from elsewhere (A86)', async () => {
    const owner = await makePerson();
    const attacker = freshAddress();
    const answers = [];
    for (let turn = 0; turn <= LIMITS.pair.points; turn += 1) {
      answers.push(codes(await signInWithPassword(owner.studentId, `guess ${turn}`, attacker))[0]);
    }
    expect(answers.filter((code) => code === 'wrong_login')).toHaveLength(LIMITS.pair.points);
    expect(answers.at(-1)).toBe('too_many_attempts');
    expect(codes(await signInWithPassword(owner.studentId, owner.password, attacker))).toEqual([
      'too_many_attempts',
    ]);
    await signIn(owner);
  });

  it('is stopped also when the guesses come all at once (A86)', async () => {
    const owner = await makePerson();
    const attacker = freshAddress();
    const guesses = Array.from({ length: 30 }, (_, turn) =>
      signInWithPassword(owner.studentId, `guess ${turn}`, attacker),
    );
    const answers = (await Promise.all(guesses)).map((answer) => codes(answer)[0]);
    expect(answers.filter((code) => code === 'wrong_login')).toHaveLength(LIMITS.pair.points);
  });

  it('one password on many accounts is stopped by address; who signed in there before still does (A86)', async () => {
    const campus = freshAddress();
    const student = await makePerson();
    await signIn(student, campus);
    const answers = [];
    for (let turn = 0; turn <= LIMITS.address.points; turn += 1) {
      answers.push(
        codes(await signInWithPassword(`b${randomUUID().slice(0, 8)}`, 'password1234', campus))[0],
      );
    }
    expect(answers.at(-1)).toBe('too_many_attempts');
    await signIn(student, campus);
  });

  it('from many addresses leaves each few guesses, and the owner in (A86)', async () => {
    const owner = await makePerson();
    for (let turn = 0; turn < LIMITS.account.points; turn += 1) {
      await signInWithPassword(owner.studentId, `guess ${turn}`, freshAddress());
    }
    const next = freshAddress();
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1)
      answers.push(codes(await signInWithPassword(owner.studentId, `more ${turn}`, next))[0]);
    expect(answers).toEqual(['wrong_login', 'wrong_login', 'too_many_attempts', 'too_many_attempts']);
    await signIn(owner);
  });
});

describe('a flood of guesses from ever new addresses', () => {
  it('A109: a thousand wrong passwords from as many addresses, and the owner signs in from a new one at once', async () => {
    const owner = await makePerson();
    const guesses = Array.from({ length: 1_000 }, freshAddress);
    for (let at = 0; at < guesses.length; at += 50)
      await Promise.all(
        guesses.slice(at, at + 50).map((address) => reserveAttempt({ login: owner.studentId, address })),
      );
    const before = performance.now();
    await signIn(owner);
    expect(performance.now() - before).toBeLessThan(60_000);
  });

  it('A109: past a day’s limit the owner still signs in from where, and in the browser, they did before', async () => {
    const owner = await makePerson();
    const home = freshAddress();
    await signIn(owner, home);
    const cookie = rememberDevice(undefined, owner.studentId, new Date()).split(';')[0];
    await reserveAttempt({ login: owner.studentId, address: freshAddress() });
    await db()
      .$executeRaw`UPDATE throttle.failed_sign_in SET points = ${LIMITS.flood.points} WHERE key LIKE 'flood:%'`;
    const closed = ['too_many_attempts'];
    expect(codes(await signInWithPassword(owner.studentId, owner.password, freshAddress()))).toEqual(closed);
    await signIn(owner, home);
    const device = knownDevice(cookie, owner.studentId, new Date());
    expect(device).not.toBeNull();
    const known = await signInWithPassword(owner.studentId, owner.password, freshAddress(), device);
    expect(known.ok).toBe(true);
    // A device is known to the accounts it was used with; it has few guesses, too.
    const other = await makePerson();
    expect(knownDevice(cookie, other.studentId, new Date())).toBeNull();
    const [name = '', value = ''] = cookie?.split('=') ?? [];
    const forged = Buffer.from(JSON.stringify({ device, logins: ['x'], until: 1e15 })).toString('base64url');
    expect(knownDevice(`${name}=${forged}.${value.split('.')[1]}`, 'x', new Date())).toBeNull();
    const answers = [];
    for (let turn = 0; turn <= LIMITS.device.points; turn += 1)
      answers.push(codes(await signInWithPassword(owner.studentId, 'guess', freshAddress(), device))[0]);
    expect(answers.at(-1)).toBe('too_many_attempts');
  });

  it('A109: a link by e-mail lets the owner in whatever is guessed: once, for a while, and nobody learns who has an account', async () => {
    const owner = await makePerson();
    const [known, unknown] = [
      await askSignInLink(owner.studentId, freshAddress()),
      await askSignInLink('nobody@example.edu', freshAddress()),
    ];
    expect(known).toEqual({ ok: true, value: null });
    expect(unknown).toEqual(known);
    const mail = () => db().mailOutbox.findMany({ where: { recipient: owner.email } });
    await expect.poll(async () => (await mail()).length, { timeout: 10_000 }).toBe(1);
    const token = /\/sign-in\/link\/(\S+)/.exec((await mail())[0]?.text ?? '')?.[1] ?? '';
    expect(await isSignInLinkOpen(token)).toBe(true);
    const both = await Promise.all([signInByLink(token), signInByLink(token)]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => each.ok)).toMatchObject({ value: { userId: owner.userId } });
    expect(await isSignInLinkOpen(token)).toBe(false);
    expect(await db().mailOutbox.count({ where: { recipient: 'nobody@example.edu' } })).toBe(0);
    const more = [];
    for (let turn = 0; turn < LIMITS.link.points; turn += 1)
      more.push(codes(await askSignInLink(owner.studentId, freshAddress()))[0]);
    expect(more.at(-1)).toBe('too_many_attempts');
    await expect.poll(async () => (await mail()).length, { timeout: 10_000 }).toBe(LIMITS.link.points);
    const late = /\/sign-in\/link\/(\S+)/.exec((await mail()).at(-1)?.text ?? '')?.[1] ?? '';
    await db().secretLink.updateMany({ data: { expiresAt: new Date(0) } });
    expect(codes(await signInByLink(late))).toEqual(['link_not_valid']);
  });
});

describe('a session', () => {
  it('is what its cookie says, while nobody altered it', async () => {
    const claims = await signIn(await makePerson());
    const sealed = await sealSession(claims);
    expect(await openSession(sealed)).toEqual(claims);
    expect(await openSession(`${sealed.slice(0, -2)}xx`)).toBeNull();
    expect(await openSession('nonsense')).toBeNull();
  });

  it('ends everywhere when the password changes, and goes on where it was changed (A18)', async () => {
    const person = await makePerson();
    const elsewhere = await signIn(person);
    expect(codes(await changePassword(person, 'not this one', 'another good password'))).toEqual([
      'wrong_password',
    ]);
    expect(codes(await changePassword(person, person.password, 'short'))).toEqual(['password_length']);
    expect(codes(await changePassword(person, person.password, person.email))).toEqual(['password_is_login']);
    expect(await viewerOfSession(elsewhere)).not.toBeNull();
    const changed = await changePassword(person, person.password, 'another good password');
    expect(await viewerOfSession(elsewhere)).toBeNull();
    expect(changed.ok && (await viewerOfSession(await startSession(changed.value)))).toMatchObject({
      userId: person.userId,
    });
    expect((await signInWithPassword(person.studentId, 'another good password', freshAddress())).ok).toBe(
      true,
    );
  });

  it('A107: signed out, it is over for every copy of its cookie; the other sessions of the person go on', async () => {
    const person = await makePerson();
    const [here, elsewhere] = [await signIn(person), await signIn(person)];
    await endSession({ ...here, userId: elsewhere.sessionId }); // of somebody else: nothing happens
    expect(await viewerOfSession(here)).not.toBeNull();
    await endSession(here);
    expect(await viewerOfSession(here)).toBeNull();
    expect(await viewerOfSession(elsewhere)).toMatchObject({ userId: person.userId });
    await db().session.update({ where: { id: elsewhere.sessionId }, data: { expiresAt: new Date(0) } });
    expect(await viewerOfSession(elsewhere)).toBeNull();
  });

  it('ends when the role changes, and shows no course after a removal (A18)', async () => {
    const course = await makeCourse();
    const instructor = await makePerson('instructor', course);
    const student = await makePerson('student', course);
    const before = await signIn(student);
    expect((await removeFromCourse(instructor, course.slug, student.userId)).ok).toBe(true);
    expect(await courseAccess(db(), student, course.id)).toBeNull();
    const ta = await makePerson('ta', course);
    const session = await signIn(ta);
    expect((await changeRole(instructor, course.slug, ta.userId, 'student')).ok).toBe(true);
    expect(await viewerOfSession(session)).toBeNull();
    await db().user.update({ where: { id: student.userId }, data: { disabledAt: new Date() } });
    expect(await viewerOfSession(before)).toBeNull();
  });
});

describe('a stored password', () => {
  it('is argon2id with 19 MiB, 2 passes and 1 lane', async () => {
    expect(await hashPassword('some password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
