import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText, encodingCandidates, parseTextEncoding } from '@/lib/platform/text/decode-text.core';

const list = (names: readonly string[]): string =>
  [
    'student_id,name,email,role',
    ...names.map((name, at) => `s000000${at},${name},s${at}@example.edu,student`),
  ].join('\r\n') + '\r\n';

/** Lists as a spreadsheet saves them in one country: what wrote them, what reads them, whose names. */
const LISTS = [
  ['big5', 'big5', ['許功蓋', '林淑芬', '陳建宏']],
  ['gbk', 'gb18030', ['赵敏', '周建国', '孙丽']],
  ['shift_jis', 'shift_jis', ['高橋さくら', '渡辺健', '斎藤表']],
  ['euc-kr', 'euc-kr', ['박지민', '최서연', '정민준']],
  ['win1252', 'windows-1252', ['José Muñoz', 'Zoë Lefèvre', 'Jürgen Groß']],
  ['win1250', 'windows-1250', ['Jiří Dvořák', 'Paweł Wójcik', 'Łucja Dąbek']],
  ['win1251', 'windows-1251', ['Ольга Смирнова', 'Пётр Иванов', 'Анна Кузнецова']],
  ['win1254', 'windows-1254', ['Gökçe Şahin', 'Işıl Yıldız', 'Doğan Öztürk']],
] as const;

describe('text in any encoding', () => {
  it.each(LISTS)(
    '%s: is not guessed; the names as they are come first, and read as chosen',
    (written, read, names) => {
      const file = iconv.encode(list(names), written);
      const asked = decodeText(file);
      expect(!asked.ok && new Set(asked.problems.map((each) => each.code))).toEqual(
        new Set(['choose_encoding']),
      );
      expect(!asked.ok && asked.problems[0]).toMatchObject({ value: read, field: 'encoding' });
      expect(!asked.ok && asked.problems[0]?.message).toContain(names[0]);
      expect(encodingCandidates(file)[0]?.samples).toEqual(names);
      expect(decodeText(file, written)).toEqual({ ok: true, value: { text: list(names), encoding: read } });
    },
  );

  it('is UTF-8 without a question, whatever script, with a mark or without', () => {
    for (const [, , names] of LISTS) {
      const file = Buffer.from(list(names));
      expect(decodeText(file)).toEqual({ ok: true, value: { text: list(names), encoding: 'utf-8' } });
      const marked = decodeText(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file]));
      expect(marked.ok && marked.value.text).toBe(list(names));
    }
  });

  it('refuses a workbook, an encoding nobody knows, and one that does not read the file, by line', () => {
    const codes = (given: ReturnType<typeof decodeText>): unknown => !given.ok && given.problems[0]?.code;
    expect(codes(decodeText(Buffer.from('PK\x03\x04\0\0\0\xff', 'latin1')))).toBe('not_text');
    expect(codes(decodeText(Buffer.from('a'), 'ebcdic'))).toBe('unknown_encoding');
    const big5 = decodeText(iconv.encode('a\nb\n許功蓋\n', 'big5'), 'utf-8');
    expect(!big5.ok && big5.problems[0]).toMatchObject({ code: 'bad_encoding', line: 3, value: 'utf-8' });
  });

  it('knows encodings by the names programs give them', () => {
    expect(
      ['CP950', 'GBK', 'Latin1', 'cp1252', 'utf8', 'SJIS', 'windows1251', 'win1251'].map(parseTextEncoding),
    ).toEqual([
      'big5',
      'gb18030',
      'windows-1252',
      'windows-1252',
      'utf-8',
      'shift_jis',
      'windows-1251',
      'windows-1251',
    ]);
  });
});
