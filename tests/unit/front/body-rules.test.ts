import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BODY_RULES, bodyRule, SMALL_BODY_BYTES } from '@/lib/front/body-rules.core';

/** Addresses of `app/api` whose route takes a body, as rules are written: `[id]` is `*`, `[...path]` is `**`. */
function routesWithBody(folder = 'app/api'): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return routesWithBody(file);
    const takesBody =
      /export (?:const|async function|function) (?:POST|PUT|PATCH|DELETE)\b|as (?:POST|PUT|PATCH)\b/;
    if (name !== 'route.ts' || !takesBody.test(readFileSync(file, 'utf8'))) return [];
    const parts = folder.replace(/^app/, '').split('/');
    return [
      parts.map((part) => (/^\[+\.\.\./.test(part) ? '**' : part.startsWith('[') ? '*' : part)).join('/'),
    ];
  });
}

const example = (pattern: string): string => pattern.replaceAll('**', 'a/b').replaceAll('*', 'x');

describe('A105: what may be sent where', () => {
  const routes = routesWithBody();

  it('has a rule of its own for every route that takes a body, and for no other', () => {
    expect(routes.length).toBeGreaterThan(12);
    const ofApi = BODY_RULES.map((rule) => rule.path).filter((each) => each.startsWith('/api/'));
    expect([...ofApi].sort()).toEqual([...routes].sort());
    for (const route of routes) expect(bodyRule(example(route)).path, route).toBe(route);
  });

  it('takes a large body from who is signed in alone, whatever the address', () => {
    for (const rule of BODY_RULES.filter((each) => each.bytesMax > 1_000_000))
      expect(['signed_in', 'staff', 'holder'], rule.path).toContain(rule.from);
    for (const rule of BODY_RULES.filter((each) => each.from === 'anybody'))
      expect(rule.bytesMax, rule.path).toBeLessThanOrEqual(100_000);
    expect(SMALL_BODY_BYTES).toBeLessThan(100_000);
  });

  it('takes little at an address that is written in an unusual way', () => {
    const odd = [
      '/api//uploads/x',
      '/API/uploads/x',
      '/api/%75ploads/x',
      '//api/uploads/x',
      '/api/uploads/x/',
      '/staff',
    ];
    for (const each of [...odd, '/', '/sign-in', '/setup/token', '/api/unknown', ''])
      expect(bodyRule(each), each).toMatchObject({ path: '/**', bytesMax: 100_000 });
    expect(bodyRule('/staff/ml/hw1/settings')).toMatchObject({ from: 'staff' });
    expect(bodyRule('/courses/ml/hw1/code')).toMatchObject({ from: 'signed_in', bytesMax: 1_000_000 });
  });
});
