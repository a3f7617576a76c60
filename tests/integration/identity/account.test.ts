import { describe, expect, it } from 'vitest';
import { changeDisplayName } from '@/lib/identity/change-display-name';
import { coursesOf, createCourse } from '@/lib/identity/courses';
import { ensureFirstInstructorLink, isSetupOpen, makeFirstInstructor } from '@/lib/identity/first-instructor';
import { startSession, viewerOfSession } from '@/lib/identity/session';
import { createOwnToken, createToken, listTokens, revokeToken, viewerOfToken } from '@/lib/identity/tokens';
import { db } from '@/lib/platform/database/client';
import { makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { codes, makeCourse, makePerson } from './support/people';

await useDatabase();

describe('the first instructor', () => {
  it('is made by a link that works once, while there is nobody; of two at once one', async () => {
    const stale = await ensureFirstInstructorLink();
    const path = await ensureFirstInstructorLink();
    const token = path?.split('/').at(-1) ?? '';
    expect(path).toMatch(/^\/setup\/[\w-]{43}$/);
    expect(await isSetupOpen(stale?.split('/').at(-1) ?? '')).toBe(false);
    const given = { name: 'Prof. Lee', email: 'Lee@Example.edu', password: 'a good password' };
    expect(codes(await makeFirstInstructor(token, { name: '', email: 'x', password: 'short' }))).toEqual([
      'password_length',
      'bad_name',
      'bad_email',
    ]);
    expect(codes(await makeFirstInstructor('x'.repeat(43), given))).toEqual(['link_not_valid']);
    const both = await Promise.all([
      makeFirstInstructor(token, given),
      makeFirstInstructor(token, { ...given, email: 'other@example.edu' }),
    ]);
    const made = both.flatMap((each) => (each.ok ? [each.value] : []));
    expect(made).toHaveLength(1);
    expect(await viewerOfSession(await startSession(made[0]!))).toMatchObject({
      name: 'Prof. Lee',
      canCreateCourses: true,
    });
    expect(await ensureFirstInstructorLink()).toBeNull();
    expect(await isSetupOpen(token)).toBe(false);
  });

  it('creates courses and is their instructor; others do not', async () => {
    const viewer = { ...(await makePerson()), canCreateCourses: true };
    const made = await createCourse(viewer, {
      slug: 'ml2021spring',
      title: ' Machine Learning ',
      timezone: 'Asia/Taipei',
    });
    expect(made.ok && made.value).toMatchObject({
      slug: 'ml2021spring',
      title: 'Machine Learning',
      role: 'instructor',
    });
    expect(await coursesOf(viewer)).toMatchObject([{ slug: 'ml2021spring', role: 'instructor' }]);
    expect(
      codes(await createCourse(viewer, { slug: 'ml2021spring', title: 'Again', timezone: 'UTC' })),
    ).toEqual(['slug_taken']);
    expect(codes(await createCourse(viewer, { slug: 'A b', title: '', timezone: 'Mars/Base' }))).toEqual([
      'bad_slug',
      'bad_title',
      'bad_timezone',
    ]);
    expect(
      codes(await createCourse(await makePerson(), { slug: 'other', title: 'Other', timezone: 'UTC' })),
    ).toEqual(['forbidden']);
  });
});

describe('a display name in a course', () => {
  it('is refused when it looks like one that is taken, however it is written (A14)', async () => {
    const course = await makeCourse();
    const [one, other] = [await makePerson('auditor', course), await makePerson('auditor', course)];
    expect(await changeDisplayName(one, course.id, 'alice')).toEqual({ ok: true, value: 'alice' });
    for (const disguise of ['аlice', 'AIice', 'ali\u200bce', 'ａｌｉｃｅ', '\u202ealice']) {
      expect(codes(await changeDisplayName(other, course.id, disguise)), disguise).toEqual([
        'display_name_taken',
      ]);
    }
    const raced = await Promise.all([
      changeDisplayName(one, course.id, 'bob'),
      changeDisplayName(other, course.id, 'Воb'),
    ]);
    expect(raced.filter((each) => each.ok)).toHaveLength(1);
    expect(codes(await changeDisplayName(other, course.id, `${one.studentId}_x`))).toEqual([
      'display_name_has_student_id',
    ]);
    expect(codes(await changeDisplayName(await makePerson(), course.id, 'carol'))).toEqual(['not_found']);
  });

  it('of a student keeps the student ID in front, and the boards follow', async () => {
    const competition = await makeCompetition({});
    const student = await makePerson('student', { id: competition.courseId });
    const version = async () =>
      (await db().boardState.findUnique({ where: { competitionId: competition.id } }))?.version ?? 0;
    const before = await version();
    expect(await changeDisplayName(student, competition.courseId, `${student.studentId}_deep`)).toMatchObject(
      { ok: true },
    );
    expect(await version()).toBe(before + 1);
    expect(codes(await changeDisplayName(student, competition.courseId, 'deep'))).toEqual([
      'display_name_without_student_id',
    ]);
  });
});

describe('a token', () => {
  it('says whose it is until it is revoked, expires, or its owner is disabled', async () => {
    const person = await makePerson();
    const secret = await createToken(person.userId, 'laptop');
    expect(secret).toMatch(/^sp_[\w-]{43}$/);
    expect(await viewerOfToken(secret)).toMatchObject({ userId: person.userId });
    expect(await viewerOfToken(secret, person.email.toUpperCase())).toMatchObject({ userId: person.userId });
    expect(await viewerOfToken(secret, 'somebody-else')).toBeNull();
    expect(await viewerOfToken(`${secret}x`)).toBeNull();
    expect(JSON.stringify(await db().apiToken.findMany())).not.toContain(secret.slice(3));
    const expired = await createToken(person.userId, 'old', new Date(0));
    expect(await viewerOfToken(expired)).toBeNull();
    const [, laptop] = await listTokens(person);
    expect(codes(await revokeToken(await makePerson(), laptop!.id))).toEqual(['not_found']);
    expect((await revokeToken(person, laptop!.id)).ok).toBe(true);
    expect(await viewerOfToken(secret)).toBeNull();
    const other = await createToken(person.userId, 'other');
    await db().user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    expect(await viewerOfToken(other)).toBeNull();
  });

  it('notes its last use at most once a minute, by the database’s clock (A30)', async () => {
    const person = await makePerson();
    const lastUsed = async () => (await listTokens(person))[0]?.lastUsedAt?.toISOString();
    await setDatabaseClock('2021-03-20T10:00:00Z');
    const made = await createOwnToken(person, 'x', 30);
    const secret = made.ok ? made.value : '';
    await viewerOfToken(secret);
    await setDatabaseClock('2021-03-20T10:00:59Z');
    await viewerOfToken(secret);
    expect(await lastUsed()).toBe('2021-03-20T10:00:00.000Z');
    await setDatabaseClock('2021-03-20T10:01:00Z');
    await viewerOfToken(secret);
    expect(await lastUsed()).toBe('2021-03-20T10:01:00.000Z');
    await setDatabaseClock('2021-04-19T10:00:00Z');
    expect(await viewerOfToken(secret)).toBeNull();
    await setDatabaseClock(null);
  });
});
