export interface Routed<T> {
  readonly kind: 'found';
  readonly operation: T;
  readonly params: Readonly<Record<string, string>>;
}

export type Match<T> =
  | Routed<T>
  | { readonly kind: 'no_path' }
  /** The methods that the path knows. */
  | { readonly kind: 'no_method'; readonly allow: readonly string[] };

interface Routable {
  readonly method: string;
  readonly path: string;
}

/**
 * The operation for a method and a path below the base (`/courses/ml`), its segments still percent-encoded. HEAD is answered
 * by GET. A segment that does not decode matches nothing; a fixed segment goes before a parameter.
 */
export function matchOperation<T extends Routable>(
  operations: readonly T[],
  method: string,
  path: string,
): Match<T> {
  const segments = segmentsOf(path);
  const onPath = operations
    .flatMap((operation) => {
      const params = segments && paramsOf(operation.path, segments);
      return params ? [{ operation, params }] : [];
    })
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  if (onPath.length === 0) return { kind: 'no_path' };
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = onPath.find(({ operation }) => operation.method === wanted);
  if (found) return { kind: 'found', ...found };
  const methods = onPath.map(({ operation }) => operation.method);
  return { kind: 'no_method', allow: methods.includes('GET') ? [...methods, 'HEAD'] : methods };
}

function segmentsOf(path: string): readonly string[] | null {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function paramsOf(template: string, segments: readonly string[]): Record<string, string> | null {
  const parts = template.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== given) return null;
    if (name !== undefined) {
      if (given === '') return null;
      params[name] = given;
    }
  }
  return params;
}
