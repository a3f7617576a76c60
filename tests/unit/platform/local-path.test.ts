import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPath } from '@/lib/platform/local-path.core';

const SITE = 'https://courses.example.edu';
const SCHEMES = ['a:', 'javascript:', 'data:', 'https:', 'http:', 'blob:', 'JavaScript:', 'x\tjavascript:'];
const PIECES = [
  ...SCHEMES,
  ...[
    '/',
    '//',
    '\\',
    '/\\',
    '\t',
    '\n',
    '\r',
    ' ',
    '\u00a0',
    '\u0000',
    '.',
    '..',
    './/',
    '%2f',
    '%5c',
    '%2e',
  ],
  ...[
    '%09',
    '@',
    ':',
    '#',
    '?',
    ';',
    'evil.example',
    'courses',
    'alert(1)',
    '[::1]',
    '。',
    '／',
    '\ud800',
    '&',
  ],
  ...[SITE, 'https://courses.example.edu.evil.example', 'https://courses.example.edu@evil.example'],
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

describe('A103: where to go after signing in', () => {
  it('is on this site, as the browser reads it, whatever was given; and giving it back changes nothing', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(undefined, SITE), (given, origin) => {
        const path = localPath(given, origin);
        for (const page of [`${SITE}/sign-in?callbackUrl=x`, `${SITE}/courses/a/b`, `${SITE}//x/y`]) {
          const followed = new URL(path, page);
          expect([followed.origin, followed.username, followed.password]).toEqual([SITE, '', '']);
          expect(followed.pathname + followed.search + followed.hash).toBe(path);
        }
        expect(new URL(`${SITE}${path}`).origin).toBe(SITE);
        expect(localPath(path, origin)).toBe(path);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    'a:javascript:alert(document.domain)',
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    '\tjavascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '//evil.example',
    '///evil.example',
    '\\\\evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/courses/..//evil.example',
    'https://evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https://courses.example.edu@evil.example/',
    'https://courses.example.edu.evil.example/',
    'https://courses.example.edu:8443/',
    'http://courses.example.edu/',
    'ftp://courses.example.edu/',
    'evil.example',
    '@evil.example',
    '',
    '/sign-in',
    '/SIGN-IN?callbackUrl=/',
    '/./sign-in#x',
    '/api/auth/signout',
    '/_next/x',
    `/${'a'.repeat(3_000)}`,
  ])('%j leads to the start page', (given) => {
    expect(localPath(given, SITE)).toBe('/');
  });

  it('keeps a page of this site, with its query and its place on the page', () => {
    for (const path of [
      '/',
      '/courses/ml/hw1',
      '/courses/ml/hw1/leaderboard?page=2#me',
      '/staff?a=%2F%2Fb',
      '/a?b=//c',
    ])
      expect([localPath(path), localPath(path, SITE), localPath(SITE + path, SITE)]).toEqual([
        path,
        path,
        path,
      ]);
    expect(localPath('/courses/課程')).toBe('/courses/%E8%AA%B2%E7%A8%8B');
    expect(localPath(SITE, SITE)).toBe('/');
    expect(localPath(`${SITE}/courses`)).toBe('/');
    for (const other of [undefined, null, 3, ['/courses'], {}]) expect(localPath(other, SITE)).toBe('/');
  });
});
