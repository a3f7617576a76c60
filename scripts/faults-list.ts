/**
 * docs/faults.md and the tests. Run as a program it writes the files of every case into the list's last column; the suite
 * asks of the same functions whether list and tests agree.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { format, resolveConfig } from 'prettier';

export const CASES = 117;
export const FAULTS_FILE = path.join('docs', 'faults.md');

/** A line of the list. */
export interface Listed {
  readonly number: number;
  readonly sentence: string;
  /** Test files named, from the project's root. */
  readonly files: readonly string[];
  /** Why no test holds it. */
  readonly reason: string | null;
}

export function readFaults(markdown: string): Listed[] {
  return markdown.split('\n').flatMap((line) => {
    const [, name = '', sentence = '', held = ''] = line.split('|').map((cell) => cell.trim());
    const number = /^A(\d+)$/.exec(name)?.[1];
    if (number === undefined) return [];
    const reason = /not held: (.+)$/.exec(held)?.[1] ?? null;
    const files = [...held.matchAll(/`([^`]+)`/g)].map(([, file]) => `tests/${file}`);
    return [{ number: Number(number), sentence, files, reason }];
  });
}

/** Every case's number, with the files that have it in the title of a test. */
export function testsOfCases(root: string): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const file of testFiles(path.join(root, 'tests'))) {
    const name = path.relative(root, file);
    for (const title of titlesIn(readFileSync(file, 'utf8'))) {
      for (const number of numbersIn(title)) found.set(number, (found.get(number) ?? new Set()).add(name));
    }
  }
  return found;
}

/** The titles of `it`, `test` and `describe`, also of `it.each(…)(…)`, as they stand in the source. */
export function titlesIn(source: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
        titles.push(title.getText().slice(1, -1));
      }
    }
    node.forEachChild(visit);
  };
  ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true).forEachChild(visit);
  return titles;
}

function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return ['it', 'test', 'describe'].includes(callee.text);
  if (ts.isPropertyAccessExpression(callee)) return isTest(callee.expression);
  return ts.isCallExpression(callee) && isTest(callee.expression);
}

function numbersIn(title: string): number[] {
  const numbers = [...title.matchAll(/\bA(\d{1,3})\b/g)].map(([, number]) => Number(number));
  return numbers.filter((number) => number >= 1 && number <= CASES);
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|spec)\.ts$/.test(name))
    .map((name) => path.join(folder, name));
}

/** The list with its last column as the titles have it; reasons stay where there is no test. */
export function withTests(markdown: string, found: ReadonlyMap<number, ReadonlySet<string>>): string {
  const lines = markdown.split('\n').map((line) => {
    const [listed] = readFaults(line);
    const files = listed && [...(found.get(listed.number) ?? [])].sort();
    if (!listed || !files || files.length === 0) return line;
    const held = files.map((file) => `\`${file.replace(/^tests\//, '')}\``).join(', ');
    return `| A${listed.number} | ${listed.sentence} | ${held} |`;
  });
  return lines.join('\n');
}

async function write(): Promise<void> {
  const markdown = withTests(readFileSync(FAULTS_FILE, 'utf8'), testsOfCases('.'));
  const options = await resolveConfig(FAULTS_FILE);
  writeFileSync(FAULTS_FILE, await format(markdown, { ...options, filepath: FAULTS_FILE }));
  const open = readFaults(markdown).filter((each) => each.files.length === 0);
  console.log(
    `${CASES - open.length} of ${CASES} held; not: ${open.map((each) => `A${each.number}`).join(' ')}`,
  );
}

if (process.argv[1]?.endsWith('faults-list.ts')) await write();
