import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readEmail, readName, readStudentId } from '@/lib/identity/identity-cell.core';
import { normaliseLogin } from '@/lib/identity/login.core';

const SAME = { notes: [], doubts: [] };

describe('a student ID’s cell', () => {
  it.each([
    ['B09901001', 'b09901001'],
    ['cs_2026/0042-a', 'cs_2026/0042-a'],
    ['Ｂ０９９０１００１', 'b09901001'],
  ])('%s is stored as %s', (given, value) => {
    expect(readStudentId(given)).toEqual({ ok: true, value: { value, ...SAME } });
  });

  it.each([
    ['zero-width space', 'b0990\u200b1001', 'U+200B (zero-width space)'],
    ['soft hyphen', 'b0990\u00ad1001', 'U+00AD (soft hyphen)'],
    ['byte order mark within', 'b09901\ufeff001', 'U+FEFF (byte order mark)'],
    ['right-to-left mark', 'b09901001\u200f', 'U+200F (right-to-left mark)'],
    [
      'embedding in front, as Windows’ dialogs give it',
      '\u202ab09901001',
      'U+202A (left-to-right embedding)',
    ],
    ['no-break space around', '\u00a0b09901001\u00a0', 'U+00A0 (no-break space)'],
  ])('%s: taken away, and said', (_, given, named) => {
    expect(readStudentId(given)).toEqual({
      ok: true,
      value: { value: 'b09901001', notes: [`Without ${named}.`], doubts: [] },
    });
  });

  it.each(['="0123456"', "'0123456", '’0123456'])(
    '%s: what a spreadsheet puts around text is taken away',
    (given) => {
      expect(readStudentId(given)).toMatchObject({ ok: true, value: { value: '0123456', doubts: [] } });
    },
  );

  it.each([
    ['41147001.0', '41147001'],
    ['41147001,00', '41147001'],
    ['41,147,001', '41147001'],
    ['12-Mar', '12-mar'],
    ['Mar-12', 'mar-12'],
    ['2021-03-12', '2021-03-12'],
    ['3/12/2021', '3/12/2021'],
    ['4e7001', '4e7001'],
    ['1234567890123450', '1234567890123450'],
  ])('%s looks damaged: read as %s, and to be looked at', (given, value) => {
    const read = readStudentId(given);
    expect(read.ok && read.value?.value).toBe(value);
    expect(read.ok && read.value?.doubts).toHaveLength(1);
  });

  it.each([
    ['4.1147E+07', 'spreadsheet_damage'],
    ['1,23E+08', 'spreadsheet_damage'],
    ['#N/A', 'missing_value'],
    ['nan', 'missing_value'],
    ['########', 'missing_value'],
    ['b0990\u00a01001', 'bad_student_id'],
    ['b0990\u202e1001', 'bad_student_id'],
    ['bО9901001', 'bad_student_id'],
  ])('%s is refused: %s', (given, code) => {
    expect(readStudentId(given)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('names the character that may not stand there', () => {
    const said = (given: string): unknown => {
      const read = readStudentId(given);
      return !read.ok && read.problems[0]?.message;
    };
    expect(said('b0990\u202e1001')).toContain('U+202E (right-to-left override)');
    expect(said('bО9901001')).toContain('U+041E (“О”)');
    expect(said('b0990 1001')).toContain('U+0020');
  });
});

describe('an address’s cell', () => {
  it.each([
    ['mailto:Ann@Example.edu'],
    ['MAILTO:ann@example.edu?subject=hello'],
    ['"Lee, Ann" <ann@example.edu>'],
    ['<ann@example.edu>;'],
    ['ann@example.edu\u200b'],
    ['\u202aann@example.edu\u202c'],
    ['ann@exam\u00adple.edu'],
  ])('%s is ann@example.edu, and that is said', (given) => {
    const read = readEmail(given);
    expect(read.ok && read.value).toMatchObject({ value: 'ann@example.edu', doubts: [] });
    expect(read.ok && read.value?.notes).not.toEqual([]);
  });

  it.each([
    ['ann\u00a0lee@example.edu', 'U+00A0 (no-break space)'],
    ['ann\u202elee@example.edu', 'U+202E (right-to-left override)'],
    ['ann@example.edu; bo@example.edu', 'more than one'],
    ['n/a', 'missing value'],
  ])('%s is refused, naming %s', (given, named) => {
    const read = readEmail(given);
    expect(!read.ok && read.problems[0]?.message).toContain(named);
  });

  it('with a letter of another script is to be looked at', () => {
    const read = readEmail('аnn@example.edu');
    expect(read.ok && read.value?.doubts[0]).toContain('U+0430');
  });
});

describe('a name’s cell', () => {
  it.each(['王小明', 'Nan Liu', 'Anne-Marie O’Neill', 'José Muñoz', 'Ngô Thị Ánh', 'SÃO Paulo'])(
    '%s is a name',
    (name) => {
      expect(readName(name)).toEqual({ ok: true, value: { value: name.normalize('NFC'), ...SAME } });
    },
  );

  it.each([
    ['GarcÃ\u00ada', 'García'],
    [iconv.decode(Buffer.from('林志玲'), 'windows-1252'), '林志玲'],
    ['Jos\ufffd Mu\ufffdoz', 'lost letters'],
    ['Jos? Mu?oz', 'lost letters'],
    ['#N/A', 'nothing'],
    ['NaN', 'nothing'],
    ['ann@example.edu', 'address'],
    ['41147001.0', 'number'],
    ['M&uuml;ller', 'HTML'],
  ])('%s is to be looked at: %s', (given, why) => {
    const read = readName(given);
    expect(read.ok && read.value.doubts.join()).toContain(why);
  });
});

it('whoever pastes a login with invisible characters is who they are', () => {
  expect(normaliseLogin(' \u202aAnn\u200b@example.edu\u00a0')).toBe('ann@example.edu');
});
