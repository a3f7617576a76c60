import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { belowFloor, installedCopies, lockedCopies, readFloors } from '@/scripts/version-floors';

const root = process.cwd();
const floors = readFloors(readFileSync(path.join(root, 'docs', 'version-floors.md'), 'utf8'));
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A project with one package inside another one's folder, and a lockfile that says the same. */
function projectWith(name: string, version: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-floors-'));
  made.push(folder);
  const place = `node_modules/@scope/outer/node_modules/${name}`;
  mkdirSync(path.join(folder, place), { recursive: true });
  writeFileSync(path.join(folder, 'node_modules/@scope/outer/package.json'), '{"name":"@scope/outer"}');
  writeFileSync(path.join(folder, place, 'package.json'), JSON.stringify({ name, version }));
  writeFileSync(
    path.join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { [place]: { version } } }),
  );
  return folder;
}

describe('packages with known holes', () => {
  it('none is locked or installed below its floor', () => {
    expect(belowFloor(floors, lockedCopies(root))).toEqual([]);
    expect(belowFloor(floors, installedCopies(root))).toEqual([]);
  });

  it('every line of the table is about a package that is there', () => {
    const names = new Set(lockedCopies(root).map((each) => each.name));
    expect(floors.map((each) => each.name).filter((name) => !names.has(name))).toEqual([]);
    expect(floors.map((each) => each.name)).toEqual(
      expect.arrayContaining(['next', 'react', 'next-auth', 'nodemailer', 'tar']),
    );
  });

  it.each([
    ['tar', '7.5.6'],
    ['nodemailer', '9.1.0-rc.1'],
    ['next', '16.4.5'],
    ['next', '16.4.6-canary.1'],
    ['pdfjs-dist', '5.6.205'],
    ['brace-expansion', '3.0.0'],
  ])('a planted %s %s deep in the tree is found, locked and installed', (name, version) => {
    const folder = projectWith(name, version);
    for (const copies of [lockedCopies(folder), installedCopies(folder)]) {
      expect(belowFloor(floors, copies)).toEqual([
        expect.stringContaining(`node_modules/@scope/outer/node_modules/${name} is ${version}`),
      ]);
    }
  });

  it('a line that names no range or no advisory is an error, not a line that holds nothing', () => {
    const head = '| package | allowed | advisory |\n| --- | --- | --- |\n';
    expect(() => readFloors(`${head}| tar | later | GHSA-34x7-hfp2-rc4v |`)).toThrow('no range');
    expect(() => readFloors(`${head}| tar | >=7 | somewhere |`)).toThrow('no advisory');
  });
});
