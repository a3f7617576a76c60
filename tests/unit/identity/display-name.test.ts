import { describe, expect, it } from 'vitest';
import { checkDisplayName, defaultDisplayName, displayNameKey } from '@/lib/identity/display-name.core';

const student = { role: 'student', studentId: 'b07901001', name: '王小明' } as const;
const auditor = { role: 'auditor', studentId: null, name: 'Lin' } as const;

function codeOf(wanted: string, owner: typeof student | typeof auditor, ids: readonly string[] = []): string {
  const checked = checkDisplayName(wanted, owner, ids);
  return checked.ok ? checked.value.displayName : (checked.problems[0]?.code ?? '');
}

describe('a display name', () => {
  it('of a student is the student ID, an underscore and anything', () => {
    expect(codeOf('b07901001_好厲害', student)).toBe('b07901001_好厲害');
    expect(codeOf('B07901001_x', student)).toBe('b07901001_x');
    expect(codeOf('somebody', student)).toBe('display_name_without_student_id');
    expect(codeOf('b07901002_x', student)).toBe('display_name_without_student_id');
    expect(codeOf('b07901001_', student)).toBe('display_name_length');
    expect(codeOf('b07901001_ \u200b', student)).toBe('display_name_length');
  });

  it('counts 40 code points after the student ID, not bytes', () => {
    expect(codeOf(`b07901001_${'好'.repeat(40)}`, student)).toBe(`b07901001_${'好'.repeat(40)}`);
    expect(codeOf(`b07901001_${'𝕏'.repeat(41)}`, student)).toBe('display_name_length');
  });

  it('of an auditor is free and has nobody’s student ID in front, in no disguise (A14)', () => {
    expect(codeOf('deep learner', auditor, ['b07901001'])).toBe('deep learner');
    for (const disguise of [
      'b07901001_x',
      'B07901001 x',
      'Ь07901001_x',
      'b079\u200b01001_x',
      'b０7901001',
      'bO79OlOOl_x',
    ]) {
      expect(codeOf(disguise, auditor, ['b07901001']), disguise).toBe('display_name_has_student_id');
    }
  });

  it('loses bidi, zero-width and control characters, and stacked marks (A14)', () => {
    expect(codeOf('a\u202eb\u200d\u0007c\u2066', auditor)).toBe('abc');
    expect(
      codeOf(`z${'\u0301\u0302\u0303\u0304\u0305\u0306'}`, auditor).normalize('NFD').length,
    ).toBeLessThanOrEqual(5);
    expect(codeOf('\u3164\u2800\u200b', auditor)).toBe('display_name_length');
  });

  it('stays inert text: markup is kept as typed (A15)', () => {
    expect(codeOf('<b>*x*</b>', auditor)).toBe('<b>*x*</b>');
  });
});

describe('the key of a display name', () => {
  it('is shared by look-alikes (A14)', () => {
    const pairs = [
      ['alice', 'аlice'], // Cyrillic а
      ['ALICE', 'alice'],
      ['Alice', 'AIice'], // capital I for l
      ['Bob', 'В0b'], // Cyrillic В, zero
      ['modern', 'rnodern'],
      ['Modern', 'rnodern'],
      ['ｆｕｌｌ', 'full'],
      ['ﬁne', 'fine'],
      ['pass\u200bword', 'password'],
      ['ΑΒΕΖ', 'abez'.toUpperCase()], // Greek capitals
    ] as const;
    for (const [one, other] of pairs)
      expect(displayNameKey(one), `${one} ${other}`).toBe(displayNameKey(other));
  });

  it('differs where names do', () => {
    expect(displayNameKey('王小明')).not.toBe(displayNameKey('王小朋'));
    expect(displayNameKey('alice')).not.toBe(displayNameKey('alize'));
  });

  it('does not change when taken of a key’s own name again', () => {
    for (const name of ['MІnІmum', 'Ⅷ rn', 'ǅ', 'Iıi', 'ß', 'ﷺ'])
      expect(displayNameKey(displayNameKey(name))).toBe(displayNameKey(name));
  });
});

describe('the first display name', () => {
  it('is the student ID and the name, or the name alone', () => {
    expect(defaultDisplayName(student, () => false).displayName).toBe('b07901001_王小明');
    expect(defaultDisplayName(auditor, () => false).displayName).toBe('Lin');
  });

  it('is numbered when somebody has it', () => {
    const taken = new Set([displayNameKey('Lin'), displayNameKey('Lin 2')]);
    expect(defaultDisplayName(auditor, (key) => taken.has(key)).displayName).toBe('Lin 3');
  });
});
