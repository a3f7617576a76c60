/** A Python program of its own of about so many statements, the same for the same seed. */
export function writtenProgram(seed: number, statements: number): string {
  const next = numbers(seed);
  const lines: string[] = ['import numpy as np'];
  let depth = 0;
  for (let at = 0; at < statements; at += 1) {
    const indent = '    '.repeat(depth);
    const kind = Math.floor(next() * 9);
    const text = `${indent}${statement(kind, next)}`;
    lines.push(text);
    if (text.endsWith(':')) {
      depth += 1;
      lines.push(`${'    '.repeat(depth)}${statement(8, next)}`);
    } else if (depth > 0 && next() < 0.5) depth -= 1;
  }
  return `${lines.join('\n')}\n`;
}

const NAMES = ['total', 'value', 'items', 'result', 'index', 'left', 'right'];

function expression(next: () => number, depth = 0): string {
  const name = (): string => NAMES[Math.floor(next() * NAMES.length)] ?? 'x';
  const inner = (): string => expression(next, depth + 1);
  const kind = depth > 2 ? Math.floor(next() * 2) : Math.floor(next() * 8);
  return (
    [
      name,
      () => String(Math.floor(next() * 100)),
      () => `${inner()} + ${inner()}`,
      () => `${name()}[${inner()}]`,
      () => `${name()}.method(${inner()}, ${inner()})`,
      () => `[${inner()} for ${name()} in ${inner()}]`,
      () => `(${inner()} if ${inner()} else ${inner()})`,
      () => `{${inner()}: ${inner()}}`,
    ][kind] ?? name
  )();
}

function statement(kind: number, next: () => number): string {
  const name = NAMES[Math.floor(next() * NAMES.length)] ?? 'x';
  const value = (): string => expression(next);
  switch (kind) {
    case 0:
      return `for ${name} in ${value()}:`;
    case 1:
      return `if ${value()} > ${value()}:`;
    case 2:
      return `while ${value()}:`;
    case 3:
      return `def ${name}_${Math.floor(next() * 100)}(${name}, other=${Math.floor(next() * 9)}):`;
    case 4:
      return `with open(${value()}) as ${name}:`;
    case 5:
      return `print(${value()}, ${value()})`;
    case 6:
      return `assert ${value()}, 'message'`;
    case 7:
      return `${name} += ${value()}`;
    default:
      return `${name} = ${value()}`;
  }
}

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
