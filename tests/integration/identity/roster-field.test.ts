import { randomUUID } from 'node:crypto';
import iconv from 'iconv-lite';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyRoster, previewRoster, type ApplyOptions } from '@/lib/identity/import-roster';
import { addPerson } from '@/lib/identity/people';
import { db } from '@/lib/platform/database/client';
import { useDatabase } from '../support/database';
import { codes, makeCourse, makePerson, type MadePerson } from './support/people';

/** Class lists as they come from the field: through spreadsheets, through other encodings, by copy and paste. */

await useDatabase();

let course: { id: string; slug: string };
let instructor: MadePerson;
/** Digits of its own for every test: IDs are one space for the whole site. */
let base: string;

beforeEach(async () => {
  course = await makeCourse();
  instructor = await makePerson('instructor', course);
  base = String(parseInt(randomUUID().slice(0, 8), 16))
    .padStart(10, '9')
    .slice(0, 7);
});

const HEADER = 'student_id,name,email,role\n';
const bytes = (text: string): Uint8Array => Buffer.from(HEADER + text);
const apply = (file: Uint8Array, options: ApplyOptions = {}) =>
  applyRoster(instructor, course.slug, file, options);
const preview = async (file: Uint8Array, options: ApplyOptions = {}) => {
  const made = await previewRoster(instructor, course.slug, file, options);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
};
const stored = () =>
  db().user.findMany({
    where: { enrolments: { some: { courseId: course.id, role: 'student', removedAt: null } } },
    orderBy: { studentId: 'asc' },
    select: { studentId: true, name: true, email: true },
  });

describe('a class list that went through a spreadsheet', () => {
  const plain = (): string =>
    `${base}1,Ann Lee,ann${base}@example.edu,\n${base}2,Bo Chen,bo${base}@example.edu,\n`;

  it('with IDs as pandas writes them (41147001.0) renames nobody, and makes nobody without a deliberate yes', async () => {
    const floats = plain().replaceAll(/^(\d+),/gm, '$1.0,');
    expect(codes(await apply(bytes(floats)))).toEqual([
      'roster_doubts',
      'spreadsheet_damage',
      'spreadsheet_damage',
    ]);
    expect(await stored()).toEqual([]);
    expect((await apply(bytes(plain()))).ok).toBe(true);
    const before = await stored();
    const again = await preview(bytes(floats));
    expect(again.entries.map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);
    expect(again.doubts).toEqual([]);
    expect((await apply(bytes(floats))).ok).toBe(true);
    expect(await stored()).toEqual(before);
  });

  it('shows old → new of every ID that would change, and changes none until somebody says yes', async () => {
    await apply(bytes(plain()));
    const dates = plain().replace(`${base}1`, '12-Mar').replace(`${base}2`, `${base}2x`);
    const { entries, doubts } = await preview(bytes(dates));
    expect(entries.map(({ changes }) => changes)).toEqual([
      [{ field: 'student_id', from: `${base}1`, to: '12-mar' }],
      [{ field: 'student_id', from: `${base}2`, to: `${base}2x` }],
    ]);
    expect(doubts.map(({ line, code }) => [line, code])).toEqual([
      [2, 'spreadsheet_damage'],
      [2, 'identity_changes'],
      [3, 'identity_changes'],
    ]);
    const before = await stored();
    const fingerprint = (await preview(bytes(dates))).fingerprint;
    expect(codes(await apply(bytes(dates), { fingerprint }))[0]).toBe('roster_doubts');
    expect(await stored()).toEqual(before);
    expect((await apply(bytes(dates), { fingerprint, acceptDoubts: true })).ok).toBe(true);
    expect((await stored()).map(({ studentId }) => studentId)).toEqual(['12-mar', `${base}2x`]);
  });

  it('that took the zeros at the front is noticed, beside the class and within itself', async () => {
    await apply(bytes(`00${base},Ann Lee,,\n`));
    const { doubts, entries } = await preview(bytes(`${base},Ann Lee,,\n`));
    expect(entries[0]?.action).toBe('add');
    expect(doubts[0]?.message).toContain(`00${base} (Ann Lee)`);
    const within = [1, 2, 3, 4].map((at) => `4${base}${at},P ${at},,\n`).join('') + `${base}9,Short,,\n`;
    expect((await preview(bytes(within))).doubts).toMatchObject([{ line: 6, value: `${base}9` }]);
  });

  it('whose names moved up one line wants a yes; one new name does not', async () => {
    const people = [1, 2, 3, 4].map((at) => [`${base}${at}`, `Person ${at}`] as const);
    const file = (names: readonly string[]): Uint8Array =>
      bytes(people.map(([id], at) => `${id},${names[at]},,\n`).join(''));
    await apply(file(people.map(([, name]) => name)));
    expect(codes(await apply(file(['Person 2', 'Person 3', 'Person 4', 'Person 1'])))).toEqual([
      'roster_doubts',
      'many_changes',
    ]);
    expect((await apply(file(['Person One', 'Person 2', 'Person 3', 'Person 4']))).ok).toBe(true);
  });

  it('with a line sep=; or ="…" around IDs, empty cells at the end, and lines twice by section is read right', async () => {
    const file = Buffer.from(
      `sep=;\r\nstudent_id;name;email;role\r\n="0${base}1";Ann;;\r\n'0${base}2;Bo;;student;;\r\n0${base}1;Ann;;\r\n`,
    );
    const { entries, notes } = await preview(file);
    expect(entries.map(({ line, studentId }) => [line, studentId])).toEqual([
      [3, `0${base}1`],
      [4, `0${base}2`],
    ]);
    expect(notes.map(({ line, code }) => [line, code])).toEqual([
      [3, 'read_as'],
      [4, 'read_as'],
      [5, 'twin'],
    ]);
    expect((await apply(file)).ok).toBe(true);
    const conflict = Buffer.from(`student_id,name,email\n0${base}1,Ann,\n0${base}1,Anna,\n`);
    expect(codes(await apply(conflict))).toEqual(['repeated_person']);
  });
});

describe('addresses', () => {
  it('two people change theirs with each other in one import, and a new one takes one that is given up', async () => {
    const file = (a: string, b: string, more = ''): Uint8Array =>
      bytes(`${base}1,Ann,${a}${base}@example.edu,\n${base}2,Bo,${b}${base}@example.edu,\n${more}`);
    await apply(file('ann', 'bo'));
    const swapped = await apply(file('bo', 'ann'), { acceptDoubts: true });
    expect(swapped.ok).toBe(true);
    expect((await stored()).map(({ email }) => email)).toEqual([
      `bo${base}@example.edu`,
      `ann${base}@example.edu`,
    ]);
    const taken = await apply(file('new', 'ann', `${base}3,Cem,bo${base}@example.edu,\n`));
    expect(taken.ok && taken.value.plan.entries.map(({ action }) => action)).toEqual([
      'change',
      'unchanged',
      'add',
    ]);
    expect((await stored()).map(({ email }) => email?.replace(/\d.*/, ''))).toEqual(['new', 'ann', 'bo']);
  });

  it('with invisible characters are the same address, and no second account', async () => {
    await apply(bytes(`${base}1,Ann,ann${base}@example.edu,\n`));
    const { entries, notes } = await preview(
      bytes(`\u202a${base}1\u202c,Ann\u200b,mailto:ann${base}@example.edu\u200b,\n`),
    );
    expect(entries.map(({ action }) => action)).toEqual(['unchanged']);
    expect(notes.map(({ field }) => field)).toEqual(['name', 'student_id', 'email', 'email']);
    const typed = {
      studentId: `${base}2\u200b`,
      name: 'Bo',
      email: `\u00a0bo${base}@example.edu`,
      role: 'student' as const,
    };
    expect((await addPerson(instructor, course.slug, typed)).ok).toBe(true);
    expect((await stored())[1]).toEqual({
      studentId: `${base}2`,
      name: 'Bo',
      email: `bo${base}@example.edu`,
    });
    expect(codes(await apply(bytes(`${base}3,Cem,ce\u00a0m@example.edu,\n`)))).toEqual(['bad_email']);
  });
});

describe('a class list in another encoding', () => {
  it.each([
    ['windows-1252', 'windows-1252', ['Inés Núñez', 'Óscar Peña', 'Begoña Ibáñez']],
    ['gbk', 'gb18030', ['张伟', '刘娟', '黄磊']],
    ['big5', 'big5', ['許功蓋', '吳淑珍', '蔡育成']],
  ])('%s: is stored as it reads once it is chosen, never before', async (written, read, names) => {
    const text = HEADER + names.map((name, at) => `${base}${at},${name},,\n`).join('');
    const file = iconv.encode(text, written);
    const asked = await apply(file);
    expect(!asked.ok && asked.problems[0]).toMatchObject({ code: 'choose_encoding', value: read });
    expect(!asked.ok && asked.problems[0]?.message).toContain(names.join(' · '));
    expect(await stored()).toEqual([]);
    expect((await preview(file, { encoding: written })).encoding).toBe(read);
    expect((await apply(file, { encoding: written })).ok).toBe(true);
    expect((await stored()).map(({ name }) => name)).toEqual(names);
  });
});
