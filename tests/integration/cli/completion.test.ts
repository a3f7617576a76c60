import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/database/client';
import { useDatabase } from '../support/database';
import { runProgram, saddlepoint } from './support';

await useDatabase();

const hasZsh = spawnSync('zsh', ['--version']).status === 0;
const program = path.resolve('scripts/saddlepoint.mjs');
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-completion-'));
  for (const shell of ['bash', 'zsh'])
    writeFileSync(path.join(folder, `_${shell}`), (await saddlepoint(['completion', shell])).stdout);
  writeFileSync(path.join(folder, 'two words.zip'), '');
  mkdirSync(path.join(folder, 'two folders'));
  const course = await db().course.create({ data: { slug: 'ml2021', title: 'ML', timezone: 'UTC' } });
  const times = { opensAt: new Date(0), closesAt: new Date(1), timezone: 'UTC', title: 'T' };
  for (const slug of ['hw1', 'hw2-1'])
    await db().assignment.create({ data: { courseId: course.id, slug, ...times } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** What bash offers for the last of these words. */
async function inBash(words: readonly string[], environment: Record<string, string> = {}): Promise<string[]> {
  const script = [
    `cd ${quote(folder)}`,
    `saddlepoint() { ${quote(process.execPath)} ${quote(program)} "$@"; }`,
    'source ./_bash',
    'complete -p saddlepoint >/dev/null || exit 3',
    `COMP_WORDS=(${words.map(quote).join(' ')}) COMP_CWORD=${words.length - 1}`,
    '_saddlepoint',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  return lines(await runProgram('bash', ['--norc', '-c', script], environment));
}

/** The same of zsh: its completion system's own functions say what they were given. */
async function inZsh(words: readonly string[]): Promise<string[]> {
  const script = [
    `cd ${quote(folder)}`,
    `saddlepoint() { ${quote(process.execPath)} ${quote(program)} "$@"; }`,
    'compdef() { :; }',
    'compadd() { [[ $1 == -- ]] && shift; print -rl -- "$@"; }',
    '_files() { print -r -- "files $*"; }',
    'source ./_zsh',
    `words=(${words.map(quote).join(' ')}); CURRENT=${words.length}`,
    '_saddlepoint',
  ].join('\n');
  return lines(await runProgram('zsh', ['-f', '-c', script]));
}

function lines({ code, stdout, stderr }: Awaited<ReturnType<typeof runProgram>>): string[] {
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('offers commands, their subcommands and their options, as the help lists them', async () => {
    expect(await inBash(['saddlepoint', 're'])).toEqual(['regrade', 'restore']);
    expect(await inBash(['saddlepoint', 'roster', ''])).toEqual(['import']);
    expect(await inBash(['saddlepoint', 'roster', 'import', '--re'])).toEqual(['--remove-missing']);
    const help = (await saddlepoint(['--help'])).stdout;
    const offered = await inBash(['saddlepoint', '']);
    expect(offered.length).toBeGreaterThan(10);
    for (const command of offered) expect(help).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  });

  it('offers courses and assignments of the database where the command takes them', async () => {
    expect(await inBash(['saddlepoint', 'regrade', ''])).toEqual(['ml2021/hw1', 'ml2021/hw2-1']);
    expect(await inBash(['saddlepoint', 'regrade', '--yes', 'ml2021/hw2'])).toEqual(['ml2021/hw2-1']);
    expect(await inBash(['saddlepoint', 'roster', 'import', 'm'])).toEqual(['ml2021']);
  });

  it('offers files, folders, and the choices of an option; nothing after an option that takes any text', async () => {
    expect((await inBash(['saddlepoint', 'restore', 'two'])).sort()).toEqual([
      'two folders',
      'two words.zip',
    ]);
    expect(await inBash(['saddlepoint', 'import', 'two'])).toEqual(['two folders']);
    expect(await inBash(['saddlepoint', 'regrade', '--solution', 'two words'])).toEqual(['two words.zip']);
    expect(await inBash(['saddlepoint', 'grades', 'export', '--format', 'c'])).toEqual(['csv', 'canvas']);
    expect(await inBash(['saddlepoint', 'regrade', '--reason', ''])).toEqual([]);
  });

  it('offers no names, and says nothing, where no database answers or runs', async () => {
    const away = { DATABASE_URL: 'postgresql://x:y@127.0.0.1:9/z' };
    expect(await inBash(['saddlepoint', 'regrade', ''], away)).toEqual([]);
    const none = { DATABASE_URL: '', SADDLEPOINT_DATA: path.join(folder, 'no site') };
    expect(await inBash(['saddlepoint', 'regrade', ''], none)).toEqual([]);
  });
});

describe.skipIf(!hasZsh)('completion in zsh', () => {
  it('offers commands, options, names, choices and files', async () => {
    expect(await inZsh(['saddlepoint', ''])).toEqual(expect.arrayContaining(['regrade', 'restore']));
    expect(await inZsh(['saddlepoint', 'roster', ''])).toEqual(['import']);
    expect(await inZsh(['saddlepoint', 'backup', '--'])).toEqual(
      expect.arrayContaining(['--verify', '--overwrite']),
    );
    expect(await inZsh(['saddlepoint', 'regrade', ''])).toEqual(['ml2021/hw1', 'ml2021/hw2-1']);
    expect(await inZsh(['saddlepoint', 'grades', 'export', '--format', ''])).toEqual([
      'csv',
      'moodle',
      'canvas',
    ]);
    expect(await inZsh(['saddlepoint', 'import', ''])).toEqual(['files -/']);
    expect(await inZsh(['saddlepoint', 'restore', '--replace', ''])).toEqual(['files ']);
  });
});

describe('--help', () => {
  it('of every command that does something has an example and the exit codes', async () => {
    const script = (await saddlepoint(['completion', 'bash'])).stdout;
    const paths = [...script.matchAll(/^ {4}'(.+)'\) subs=''/gm)].map((match) => match[1] ?? '');
    expect(paths.length).toBeGreaterThan(15);
    for (const command of paths) {
      const { stdout, code } = await saddlepoint([...command.split(' '), '--help']);
      expect(code).toBe(0);
      expect(stdout, command).toContain(`saddlepoint ${command} `.trim());
      expect(stdout, command).toContain('Examples:');
      expect(stdout, command).toContain('Exit codes:');
    }
  });
});
