import type { Method, Operation } from '@/lib/api/operation';
import { ACCOUNT } from '@/lib/api/operations/account';
import { COMPETITION } from '@/lib/api/operations/competition';
import { COURSEWORK } from '@/lib/api/operations/coursework';
import { STAFF_COMPETITION } from '@/lib/api/operations/staff-competition';
import { STAFF_COURSE } from '@/lib/api/operations/staff-course';
import { STAFF_GRADING } from '@/lib/api/operations/staff-grading';

/** Everything the API can do. The router, the document and the tests read this list and no other. */
export const OPERATIONS: readonly Operation[] = [
  ...ACCOUNT,
  ...COMPETITION,
  ...COURSEWORK,
  ...STAFF_COURSE,
  ...STAFF_COMPETITION,
  ...STAFF_GRADING,
];

export const API_BASE = '/api/rest/v1';

export type Found =
  | {
      readonly kind: 'found';
      readonly operation: Operation;
      readonly params: Readonly<Record<string, string>>;
    }
  /** There is something at the path, for other methods. */
  | { readonly kind: 'wrong_method'; readonly allowed: readonly Method[] }
  | { readonly kind: 'nothing' };

/** The operation for a path below the base, which begins with a slash, percent-encoded as it came. */
export function findOperation(method: string, path: string): Found {
  const parts = decoded(path);
  if (parts === null) return { kind: 'nothing' };
  const matching = OPERATIONS.flatMap((operation) => {
    const params = match(operation.path.slice(1).split('/'), parts);
    return params ? [{ operation, params }] : [];
  });
  // `/files/content` before `/files/{x}`: the path with fewer parameters is meant.
  const [found] = matching
    .filter(({ operation }) => operation.method === method)
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  if (found) return { kind: 'found', ...found };
  const allowed = [...new Set(matching.map(({ operation }) => operation.method))];
  return allowed.length > 0 ? { kind: 'wrong_method', allowed } : { kind: 'nothing' };
}

function decoded(path: string): readonly string[] | null {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return null; // a stray percent sign
  }
}

function match(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (template.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, piece] of template.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name === undefined ? piece !== part : part === '') return null;
    if (name !== undefined) params[name] = part;
  }
  return params;
}
