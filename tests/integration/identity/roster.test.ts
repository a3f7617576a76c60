import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyRoster, previewRoster } from '@/lib/identity/import-roster';
import { invitationsCsv } from '@/lib/identity/invitations-csv';
import {
  addPerson,
  changeRole,
  peopleOf,
  reissueInvitation,
  removeFromCourse,
  restoreToCourse,
} from '@/lib/identity/people';
import { setPasswordByLink } from '@/lib/identity/set-password';
import { db } from '@/lib/platform/database/client';
import { useDatabase } from '../support/database';
import { codes, makeCourse, makePerson, type MadePerson } from './support/people';

await useDatabase();

let course: { id: string; slug: string };
let instructor: MadePerson;

beforeEach(async () => {
  course = await makeCourse();
  instructor = await makePerson('instructor', course);
});

const bytes = (text: string): Uint8Array => Buffer.from(text);
const HEADER = 'student_id,name,email,role\n';
const newId = (): string => `r${randomUUID().slice(0, 8)}`;

async function apply(text: string, options = {}) {
  const applied = await applyRoster(instructor, course.slug, bytes(HEADER + text), options);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  return applied.value;
}

const everything = async (): Promise<unknown> => [
  await db().user.findMany({ orderBy: { id: 'asc' } }),
  await db().enrolment.findMany({ orderBy: { id: 'asc' } }),
  await db().auditEntry.count(),
];

describe('importing a roster', () => {
  it('shows what would change and changes nothing', async () => {
    const before = await everything();
    const preview = await previewRoster(instructor, course.slug, bytes(`${HEADER}${newId()},王小明,,\n`));
    expect(preview.ok && preview.value.entries).toMatchObject([
      { action: 'add', userId: null, name: '王小明' },
    ]);
    expect(preview.ok && preview.value.missing).toMatchObject([
      { userId: instructor.userId, isRemoved: false },
    ]);
    expect(await everything()).toEqual(before);
  });

  it('makes accounts, enrols, names, invites and writes the audit log; a second time it changes nothing', async () => {
    const [one, two] = [newId(), newId()];
    const text = `${one},"Wang, Xiaoming",${one}@example.edu,\n${two},林,,auditor\n`;
    const { invitations } = await apply(text);
    expect(invitations.map((each) => each.studentId)).toEqual([one, two]);
    const enrolled = await db().enrolment.findMany({
      where: { courseId: course.id, role: { in: ['student', 'auditor'] } },
      orderBy: { role: 'asc' },
    });
    expect(enrolled.map((each) => each.displayName)).toEqual([`${one}_Wang, Xiaoming`, '林']);
    expect(await db().auditEntry.count({ where: { courseId: course.id, action: 'roster.applied' } })).toBe(1);
    const before = await everything();
    const again = await apply(text);
    expect(again.plan.entries.map((each) => each.action)).toEqual(['unchanged', 'unchanged']);
    expect(again.invitations).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it('changes name, e-mail and role with old and new, restores, and ends sessions on a new role (A18)', async () => {
    const id = newId();
    const { invitations } = await apply(`${id},Old Name,${id}@old.edu,\n`);
    const userId = invitations[0]!.userId;
    await removeFromCourse(instructor, course.slug, userId);
    expect((await apply(`${id},Old Name,,\n`)).plan.entries[0]?.action).toBe('restore');
    const epoch = (await db().user.findUniqueOrThrow({ where: { id: userId } })).sessionEpoch;
    const changed = await apply(`${id},New Name,${id}@new.edu,ta\n`);
    expect(changed.plan.entries[0]?.changes).toEqual([
      { field: 'name', from: 'Old Name', to: 'New Name' },
      { field: 'email', from: `${id}@old.edu`, to: `${id}@new.edu` },
      { field: 'role', from: 'student', to: 'ta' },
    ]);
    const user = await db().user.findUniqueOrThrow({ where: { id: userId } });
    expect(user).toMatchObject({ name: 'New Name', email: `${id}@new.edu`, sessionEpoch: epoch + 1 });
  });

  it('makes one account a student ID, whatever is tried (A11)', async () => {
    const id = newId();
    await apply(`${id},X,,\n`);
    await apply(`${id.toUpperCase()},X,,\n`);
    expect(
      codes(await applyRoster(instructor, course.slug, bytes(`${HEADER}${id},X,,\n${id},Y,,\n`))),
    ).toEqual(['repeated_person']);
    expect(
      (
        await addPerson(instructor, course.slug, {
          studentId: ` ${id} `,
          name: 'X',
          email: '',
          role: 'student',
        })
      ).ok,
    ).toBe(true);
    const other = await makeCourse();
    const both = newId();
    await Promise.all(
      [course.slug, other.slug].map((slug) => applyRoster(null, slug, bytes(`${HEADER}${both},Both,,\n`))),
    );
    expect(await db().user.count({ where: { studentId: { in: [id, both] } } })).toBe(2);
    await expect(db().user.create({ data: { name: 'X', studentId: id } })).rejects.toMatchObject({
      code: 'P2002',
    });
  });

  it('changes nothing when there is one mistake, or somebody else changed the course since the preview', async () => {
    const id = newId();
    const before = await everything();
    expect(
      codes(await applyRoster(instructor, course.slug, bytes(`${HEADER}${id},X,,\n${newId()},,,\n`))),
    ).toEqual(['bad_name']);
    expect(await everything()).toEqual(before);
    const file = bytes(`${HEADER}${id},X,,\n`);
    const preview = await previewRoster(instructor, course.slug, file);
    await addPerson(instructor, course.slug, { studentId: id, name: 'Already', email: '', role: 'student' });
    const fingerprint = preview.ok ? preview.value.fingerprint : '';
    expect(codes(await applyRoster(instructor, course.slug, file, { fingerprint }))).toEqual([
      'roster_changed',
    ]);
  });

  it('removes who is not in the file only when asked to, and no staff', async () => {
    const [stays, goes] = [newId(), newId()];
    await apply(`${stays},S,,\n${goes},G,,\n`);
    await apply(`${stays},S,,\n`);
    expect(await db().enrolment.count({ where: { courseId: course.id, removedAt: null } })).toBe(3);
    await apply(`${stays},S,,\n`, { removeMissing: true });
    const left = await db().enrolment.findMany({
      where: { courseId: course.id, removedAt: null },
      include: { user: true },
    });
    expect(left.map((each) => each.user.studentId).sort()).toEqual([instructor.studentId, stays].sort());
  });

  it('takes a course of 1,300 in one go', async () => {
    const prefix = newId();
    const text = Array.from(
      { length: 1_300 },
      (_, index) => `${prefix}${index},Student ${index},${prefix}${index}@example.edu,`,
    ).join('\n');
    expect((await apply(text)).invitations).toHaveLength(1_300);
    expect((await apply(text)).plan.entries.every((each) => each.action === 'unchanged')).toBe(true);
  });

  it('does not let the instructor of one course take over accounts of another', async () => {
    const elsewhere = await makeCourse();
    const victim = await makePerson('student', elsewhere);
    const applied = await apply(`${victim.studentId},Mine,mine@evil.edu,\n`);
    expect(applied.invitations).toEqual([]);
    expect(applied.plan.entries[0]?.kept).toHaveLength(2);
    expect(await db().user.findUniqueOrThrow({ where: { id: victim.userId } })).toMatchObject({
      name: victim.name,
      email: victim.email,
    });
    expect(codes(await reissueInvitation(instructor, course.slug, victim.userId))).toEqual(['forbidden']);
    expect((await reissueInvitation(null, course.slug, victim.userId)).ok).toBe(true);
  });

  it('neutralises formulas in the list of links (A66)', () => {
    const invitation = {
      userId: 'u',
      studentId: null,
      name: '=HYPERLINK("x")',
      email: '+1@a.b',
      role: 'ta',
      path: '/invitation/x',
    } as const;
    expect(invitationsCsv([invitation], 'https://s.example')).toContain(
      `"'=HYPERLINK(""x"")",'+1@a.b,ta,https://s.example/invitation/x`,
    );
  });
});

describe('the people of a course', () => {
  it('are changed by instructors alone; for others the course is not theirs or not there (A18)', async () => {
    const student = await makePerson('student', course);
    const ta = await makePerson('ta', course);
    const stranger = await makePerson();
    const file = bytes(`${HEADER}${newId()},X,,\n`);
    for (const [who, code] of [
      [ta, 'forbidden'],
      [student, 'forbidden'],
      [stranger, 'not_found'],
    ] as const) {
      expect(codes(await previewRoster(who, course.slug, file))).toEqual([code]);
      expect(codes(await applyRoster(who, course.slug, file))).toEqual([code]);
      expect(
        codes(
          await addPerson(who, course.slug, { studentId: newId(), name: 'X', email: '', role: 'student' }),
        ),
      ).toEqual([code]);
      expect(codes(await changeRole(who, course.slug, who.userId, 'instructor'))).toEqual([code]);
      expect(codes(await removeFromCourse(who, course.slug, instructor.userId))).toEqual([code]);
      expect(codes(await restoreToCourse(who, course.slug, student.userId))).toEqual([code]);
      expect(codes(await reissueInvitation(who, course.slug, instructor.userId))).toEqual([code]);
    }
    expect(codes(await peopleOf(student, course.slug))).toEqual(['not_found']);
    const seen = await peopleOf(ta, course.slug);
    expect(seen.ok && [seen.value.mayManage, seen.value.people.length]).toEqual([false, 3]);
  });

  it('always have an instructor, also when two leave at once', async () => {
    expect(codes(await removeFromCourse(instructor, course.slug, instructor.userId))).toEqual([
      'last_instructor',
    ]);
    expect(codes(await changeRole(instructor, course.slug, instructor.userId, 'ta'))).toEqual([
      'last_instructor',
    ]);
    const other = await makePerson('instructor', course);
    const left = await Promise.all([
      removeFromCourse(instructor, course.slug, instructor.userId),
      changeRole(other, course.slug, other.userId, 'ta'),
    ]);
    expect(left.filter((each) => each.ok)).toHaveLength(1);
    expect(
      await db().enrolment.count({ where: { courseId: course.id, role: 'instructor', removedAt: null } }),
    ).toBe(1);
  });

  it('get a display name that fits a new role, and boards that show it', async () => {
    const added = await addPerson(instructor, course.slug, {
      studentId: newId(),
      name: 'Lin',
      email: '',
      role: 'student',
    });
    const userId = added.ok && added.value ? added.value.userId : '';
    await changeRole(instructor, course.slug, userId, 'auditor');
    const enrolment = await db().enrolment.findUniqueOrThrow({
      where: { courseId_userId: { courseId: course.id, userId } },
    });
    expect(enrolment.displayName).toBe('Lin');
  });

  it('are not added with what is no login', async () => {
    const add = (over: object) =>
      addPerson(instructor, course.slug, { studentId: '', name: 'X', email: '', role: 'student', ...over });
    expect(codes(await add({}))).toEqual(['missing_student_id']);
    expect(codes(await add({ role: 'ta' }))).toEqual(['missing_login']);
    expect(codes(await add({ studentId: 'a b', email: 'x', name: ' ' }))).toEqual([
      'bad_student_id',
      'bad_email',
      'bad_name',
    ]);
  });
});

describe('an invitation', () => {
  it('sets a password once, and a new one ends the old one', async () => {
    const added = await addPerson(instructor, course.slug, {
      studentId: newId(),
      name: 'X',
      email: '',
      role: 'student',
    });
    if (!added.ok || !added.value) throw new Error('not invited');
    const tokenOf = (path: string): string => path.split('/').at(-1)!;
    const first = tokenOf(added.value.path);
    const again = await reissueInvitation(instructor, course.slug, added.value.userId);
    const second = again.ok ? tokenOf(again.value.path) : '';
    expect(Buffer.from(second, 'base64url')).toHaveLength(32);
    expect(await db().secretLink.count({ where: { tokenHash: { contains: second } } })).toBe(0);
    expect(codes(await setPasswordByLink(first, 'a good password'))).toEqual(['link_not_valid']);
    expect(codes(await setPasswordByLink(second, 'short'))).toEqual(['password_length']);
    const both = await Promise.all([
      setPasswordByLink(second, 'a good password'),
      setPasswordByLink(second, 'another password'),
    ]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(codes(await setPasswordByLink(second, 'a third password'))).toEqual(['link_not_valid']);
  });

  it('expires after 14 days', async () => {
    const added = await addPerson(instructor, course.slug, {
      studentId: newId(),
      name: 'X',
      email: '',
      role: 'student',
    });
    if (!added.ok || !added.value) throw new Error('not invited');
    const link = await db().secretLink.findFirstOrThrow({ where: { userId: added.value.userId } });
    const days = (link.expiresAt.getTime() - link.createdAt.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(14, 2);
    await db().secretLink.update({ where: { id: link.id }, data: { expiresAt: new Date(0) } });
    expect(codes(await setPasswordByLink(added.value.path.split('/').at(-1)!, 'a good password'))).toEqual([
      'link_not_valid',
    ]);
  });
});
