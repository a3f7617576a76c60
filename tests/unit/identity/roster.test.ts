import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { planRoster, type KnownPerson } from '@/lib/identity/roster-plan.core';
import { parseRoster, type RosterRow } from '@/lib/identity/roster.core';

const bytes = (text: string): Uint8Array => Buffer.from(text);

function rowsOf(given: Uint8Array): readonly RosterRow[] {
  const parsed = parseRoster(given);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.rows;
}

function problemsOf(text: string): string[] {
  const parsed = parseRoster(bytes(text));
  return parsed.ok ? [] : parsed.problems.map((each) => `${each.line} ${each.field ?? '-'} ${each.code}`);
}

describe('a roster file', () => {
  it('may have its columns in any order, others between, a byte order mark and CRLF', () => {
    const text =
      '\ufeffEmail,department,NAME,Student ID\r\nA@Ntu.edu.tw,EE,"Wang, Xiaoming",B07901001\r\n\r\n';
    expect(rowsOf(bytes(text))).toEqual([
      { line: 2, studentId: 'b07901001', name: 'Wang, Xiaoming', email: 'a@ntu.edu.tw', role: 'student' },
    ]);
  });

  it('is read as UTF-16, with a mark or without; refused with the line that no encoding reads', () => {
    const text = 'student_id\tname\temail\nb01\t許功蓋\t\n';
    for (const [encoding, options] of [
      ['utf-16le', { addBOM: true }],
      ['utf-16be', { addBOM: true }],
      ['utf-16le', {}],
      ['utf-16be', {}],
    ] as const) {
      const parsed = parseRoster(iconv.encode(text, encoding, options));
      expect(parsed.ok && [parsed.value.encoding, parsed.value.rows[0]?.name]).toEqual([encoding, '許功蓋']);
    }
    const damaged = parseRoster(
      Buffer.concat([bytes('student_id,name,email\nb07,'), Buffer.from([0xff, 0xff, 0x0a])]),
      'utf-8',
    );
    expect(!damaged.ok && damaged.problems[0]).toMatchObject({ code: 'bad_encoding', line: 2 });
  });

  it('is refused with every mistake, by line and field', () => {
    const text = [
      'student_id,name,email,role',
      'b01,"Two\nlines",a@b.tw,student',
      'b02,,a@b.tw,boss',
      '1.23E+11,X,nonsense,ta',
      ',Y,,student',
      ',Z,,ta',
      'B01,W,,',
      'b03,V',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      '4 role bad_role',
      '4 name bad_name',
      '5 student_id spreadsheet_damage',
      '5 email bad_email',
      '6 student_id missing_student_id',
      '7 email missing_login',
      '8 student_id repeated_person',
      '9 - bad_width',
    ]);
  });

  it('names missing and repeated columns, open quotation marks and emptiness', () => {
    expect(problemsOf('name,name\nx,y\n')).toEqual([
      '1 name repeated_column',
      '1 student_id missing_column',
      '1 email missing_column',
    ]);
    expect(problemsOf('student_id,name,email\nb01,"x,\n')).toEqual(['2 - bad_quoting']);
    expect(problemsOf('')).toEqual(['1 - empty_file']);
    expect(problemsOf('student_id,name,email\n')).toEqual(['1 - empty_file']);
  });

  it('takes __proto__ for one more column', () => {
    expect(rowsOf(bytes('__proto__,student_id,name,email\nx,b01,X,\n'))).toHaveLength(1);
  });
});

const row = (over: Partial<RosterRow>): RosterRow => ({
  line: 2,
  studentId: 'b01',
  name: 'X',
  email: 'x@b.tw',
  role: 'student',
  ...over,
});
const person = (over: Partial<KnownPerson>): KnownPerson => ({
  userId: 'u1',
  studentId: 'b01',
  email: 'x@b.tw',
  name: 'X',
  enrolment: { role: 'student', isRemoved: false },
  mayChangeAccount: true,
  ...over,
});
const stay = { removeMissing: false };

describe('a roster’s plan', () => {
  it('adds, restores, changes with old and new, and leaves alone', () => {
    const plan = planRoster(
      [
        row({}),
        row({ line: 3, studentId: 'b02', email: null }),
        row({ line: 4, studentId: 'b03', email: null, name: 'New', role: 'ta' }),
        row({ line: 5, studentId: 'b04', email: null }),
      ],
      [
        person({}),
        person({
          userId: 'u2',
          studentId: 'b02',
          email: 'kept@b.tw',
          enrolment: { role: 'student', isRemoved: true },
        }),
        person({ userId: 'u3', studentId: 'b03', email: null, name: 'Old' }),
        person({ userId: 'u9', studentId: 'b09', email: null }),
      ],
      stay,
    );
    if (!plan.ok) throw new Error('refused');
    expect(plan.value.entries.map((each) => [each.action, each.userId, each.email])).toEqual([
      ['unchanged', 'u1', 'x@b.tw'],
      ['restore', 'u2', 'kept@b.tw'],
      ['change', 'u3', null],
      ['add', null, null],
    ]);
    expect(plan.value.entries[2]?.changes).toEqual([
      { field: 'name', from: 'Old', to: 'New' },
      { field: 'role', from: 'student', to: 'ta' },
    ]);
    expect(plan.value.missing).toMatchObject([{ userId: 'u9', isRemoved: false }]);
  });

  it('removes who is missing only when asked, and never staff', () => {
    const people = [
      person({}),
      person({ userId: 'u2', studentId: 'b02', email: null }),
      person({
        userId: 'u3',
        studentId: null,
        email: 'ta@b.tw',
        enrolment: { role: 'ta', isRemoved: false },
      }),
    ];
    const plan = planRoster([row({})], people, { removeMissing: true });
    expect(plan.ok && plan.value.missing.map((each) => [each.userId, each.isRemoved])).toEqual([
      ['u2', true],
      ['u3', false],
    ]);
  });

  it('refuses a student ID and an address of two accounts (A11)', () => {
    const plan = planRoster(
      [row({})],
      [person({ email: null }), person({ userId: 'u2', studentId: 'b02' })],
      stay,
    );
    expect(!plan.ok && plan.problems).toMatchObject([{ code: 'two_accounts', line: 2, field: 'email' }]);
  });

  it('refuses one person on two lines (A11)', () => {
    const plan = planRoster(
      [row({ email: null }), row({ line: 3, studentId: null, role: 'ta' })],
      [person({})],
      stay,
    );
    expect(!plan.ok && plan.problems).toMatchObject([{ code: 'repeated_person', line: 3 }]);
  });

  it('changes no account that is used in courses of others', () => {
    const plan = planRoster(
      [row({ name: 'Mine now', email: 'evil@b.tw' })],
      [person({ mayChangeAccount: false, enrolment: null })],
      stay,
    );
    expect(plan.ok && plan.value.entries[0]).toMatchObject({
      action: 'add',
      name: 'X',
      email: 'x@b.tw',
      changes: [],
    });
    expect(plan.ok && plan.value.entries[0]?.kept).toHaveLength(2);
  });

  it('keeps an instructor in the course', () => {
    const plan = planRoster(
      [row({})],
      [person({ enrolment: { role: 'instructor', isRemoved: false } })],
      stay,
    );
    expect(!plan.ok && plan.problems).toMatchObject([{ code: 'last_instructor', line: 2, field: 'role' }]);
  });
});
