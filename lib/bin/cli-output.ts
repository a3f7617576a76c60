import { createInterface } from 'node:readline/promises';
import type { Problem } from '@/lib/platform/result';

/** Refused, with the reason; the command ends with 1. */
export class RefusedError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((each) => each.message).join('\n'));
  }
}

/** One reason to end the command, with its stable code. */
export function refusal(code: string, message: string): RefusedError {
  return new RefusedError([{ code, message }]);
}

/** The value, or the end of the command with its problems. */
export function take<T>(
  result:
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] },
): T {
  if (!result.ok) throw new RefusedError(result.problems);
  return result.value;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** A problem as a line: where, then what. */
export function problemLine(problem: Problem): string {
  const where = [problem.file, problem.line === undefined ? undefined : `line ${problem.line}`, problem.field]
    .filter(Boolean)
    .join(', ');
  return where ? `${where}: ${problem.message}` : problem.message;
}

/** Asks a question whose answer must be yes. Without a terminal nobody can answer, and it is no. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
