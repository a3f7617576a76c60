import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '@/app/api/_http/file-response';
import { shownFileName } from '@/lib/platform/file-name.core';

describe('A65: the name of an uploaded file', () => {
  it('has no character that ends a header or turns the direction of a line', () => {
    expect(shownFileName('a\r\nSet-Cookie: x=1.csv')).toBe('aSet-Cookie: x=1.csv');
    expect(shownFileName('abc\u202evsc.exe')).toBe('abcvsc.exe');
    expect(shownFileName('\u200b\u2066\u0000')).toBe('file');
  });

  it('is kept as it is otherwise, at most 200 characters long', () => {
    expect(shownFileName('預測 結果 (2).csv')).toBe('預測 結果 (2).csv');
    expect([...shownFileName('🙂'.repeat(2_048))]).toHaveLength(200);
  });

  it('travels in a header that it can neither end nor break, whatever it is', () => {
    const pattern = /^attachment; filename="[A-Za-z0-9._ -]+"; filename\*=UTF-8''[A-Za-z0-9%._~!$&+,;=:@-]+$/;
    for (const unit of ['grapheme', 'binary'] as const)
      fc.assert(
        fc.property(fc.string({ unit, maxLength: 400 }), (name) => {
          const header = contentDisposition(name);
          expect(header).toMatch(pattern);
          expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
        }),
      );
    expect(contentDisposition('🙂'.repeat(300))).toMatch(pattern);
    expect(contentDisposition('\ud800.csv')).toMatch(pattern);
  });
});
