import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentNames } from '@/lib/platform/env';

const example = readFileSync('.env.example', 'utf8');
const listed = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');

describe('.env.example', () => {
  it('lists every variable that the site reads, each once, and no other', () => {
    expect([...listed].sort()).toEqual([...environmentNames].sort());
  });

  it('says above every variable, or above its group, what it is for', () => {
    const lines = example.split('\n');
    for (const name of listed) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      let above = at - 1;
      while (/^[A-Z]/.test(lines[above] ?? '')) above -= 1;
      expect(lines[above], name).toMatch(/^# \S/);
    }
  });
});
