import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** What works for who is not signed in, and asks for a secret or a password instead. */
const FOR_ANYBODY = ['setUpAction', 'setPasswordAction', 'askLinkAction', 'signInByLinkAction'];

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return filesOf(file);
    return /\.tsx?$/.test(name) && readFileSync(file, 'utf8').startsWith("'use server'") ? [file] : [];
  });
}

/** The server actions of a file, with what they call, themselves or by functions of the file. */
function actionsOf(file: string): { readonly name: string; readonly calls: ReadonlySet<string> }[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const functions = source.statements.filter(ts.isFunctionDeclaration);
  const calls = new Map(functions.map((each) => [each.name?.text ?? '', calledIn(each)]));
  const reached = (name: string, seen = new Set<string>()): Set<string> => {
    for (const called of calls.get(name) ?? [])
      if (!seen.has(called)) {
        seen.add(called);
        reached(called, seen);
      }
    return seen;
  };
  return functions
    .filter((each) => each.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
    .map((each) => ({ name: each.name?.text ?? '', calls: reached(each.name?.text ?? '') }));
}

function calledIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (each: ts.Node): void => {
    if (ts.isCallExpression(each) && ts.isIdentifier(each.expression)) names.add(each.expression.text);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return names;
}

describe('A101: every server action', () => {
  const actions = filesOf('app').flatMap(actionsOf);

  it('asks who is signed in, but for those that ask for a secret', () => {
    expect(actions.length).toBeGreaterThan(60);
    const open = actions.filter((each) => !each.calls.has('requireViewer')).map((each) => each.name);
    expect([...open].sort()).toEqual([...FOR_ANYBODY].sort());
  });
});
