import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { satisfies, validRange } from 'semver';

/** Which versions of a package may be installed, in npm's notation, and the advisories that say so. */
export interface Floor {
  readonly name: string;
  readonly allowed: string;
  readonly advisory: string;
}

/** A package as it is installed, or as the lockfile would install it. */
export interface Copy {
  readonly name: string;
  readonly version: string;
  /** Where, from the project's root. */
  readonly place: string;
}

/** The rows of the table in docs/version-floors.md. Throws on a row that cannot be read: it would hold nothing. */
export function readFloors(markdown: string): Floor[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const [, name = '', allowed = '', advisory = ''] = row
      .split(/(?<!\\)\|/)
      .map((cell) => cell.replaceAll('\\|', '|').trim());
    if (!name || !validRange(allowed)) throw new Error(`"${allowed}" is no range of versions: ${row}`);
    if (!/GHSA(-\w{4}){3}|CVE-\d{4}-\d+/.test(advisory)) throw new Error(`no advisory is named: ${row}`);
    return { name, allowed, advisory };
  });
}

/** Every copy that is not allowed, as a sentence. */
export function belowFloor(floors: readonly Floor[], copies: readonly Copy[]): string[] {
  return copies.flatMap((copy) => {
    const floor = floors.find((each) => each.name === copy.name);
    if (!floor || satisfies(copy.version, floor.allowed, { includePrerelease: true })) return [];
    return [`${copy.place} is ${copy.version}; allowed: ${floor.allowed} (${floor.advisory})`];
  });
}

/** What `npm ci` installs. */
export function lockedCopies(root: string): Copy[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; name?: string }>;
  };
  return Object.entries(lock.packages).flatMap(([place, { version, name }]) =>
    place === '' || version === undefined
      ? []
      : [{ name: name ?? place.split('node_modules/').at(-1) ?? '', version, place }],
  );
}

/** What lies under node_modules, however it came there. */
export function installedCopies(root: string, folder = 'node_modules'): Copy[] {
  if (!existsSync(path.join(root, folder))) return [];
  const names = readdirSync(path.join(root, folder)).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) => {
    const place = path.join(folder, name);
    if (name.startsWith('@')) return installedCopies(root, place);
    const file = path.join(root, place, 'package.json');
    if (!existsSync(file)) return [];
    const own = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    const inside = installedCopies(root, path.join(place, 'node_modules'));
    return own.name && own.version ? [{ name: own.name, version: own.version, place }, ...inside] : inside;
  });
}
