// Adds to package-lock.json the optional packages of other platforms that `npm install` left out because the registry it
// asked did not hold them yet; without them `npm ci` calls the lockfile out of step. Run it after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const OS = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openharmony', 'wasi'];
const CPU = {
  arm64: 'arm64',
  x64: 'x64',
  arm: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  wasm32: 'wasm32',
};

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const [, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const isHeld = Object.keys(lock.packages).some((key) => key === place || key.endsWith(`/${place}`));
    const parts = name.split('/').at(-1).split('-');
    const os = parts.find((part) => OS.includes(part));
    const cpu = Object.keys(CPU).find((each) =>
      parts.some((part) => part === each || (each === 'arm' && /^arm$/.test(part))),
    );
    if (isHeld || !os || !cpu || !/^\d+\.\d+\.\d+/.test(range)) continue;
    lock.packages[place] = {
      version: range,
      cpu: [CPU[cpu]],
      license: entry.license ?? 'MIT',
      optional: true,
      ...(os === 'wasi' ? {} : { os: [os] }),
    };
    added.push(`${name}@${range}`);
  }
}
const { '': root, ...rest } = lock.packages;
lock.packages = {
  '': root,
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'nothing to add' : `added ${added.join(', ')}`);
