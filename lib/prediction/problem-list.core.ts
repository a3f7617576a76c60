import { refuse, type Problem, type Refused } from '@/lib/platform/result';

/** At most this many problems are told of one file. */
export const PROBLEMS_MAX = 10;

const SHOWN_MAX = 40;

/** A value as it is shown in a message: control characters made visible, cut to a readable length. */
export function shown(value: string): string {
  const cut = value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value;
  return cut.replaceAll(/\p{C}/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

interface Kind {
  count: number;
  /** Says the count for people: `12 values that …`. */
  readonly inWords: (count: number) => string;
  readonly first: Problem[];
}

/** Gathers the problems of a file: counts all of them and keeps the first of each kind. */
export class ProblemList {
  private readonly kinds = new Map<string, Kind>();

  get isEmpty(): boolean {
    return this.kinds.size === 0;
  }

  /** Counts a problem of kind `code`; `make` is only called while problems of this kind are still kept. */
  add(code: string, inWords: Kind['inWords'], make: () => Problem): void {
    let kind = this.kinds.get(code);
    if (!kind) this.kinds.set(code, (kind = { count: 0, inWords, first: [] }));
    kind.count++;
    if (kind.first.length < PROBLEMS_MAX) kind.first.push(make());
  }

  /** A refusal with up to `PROBLEMS_MAX` problems by line; when there are more, the last one counts them all by kind. */
  refused(): Refused {
    const kinds = [...this.kinds.values()];
    const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
    const chosen = chooseFairly(kinds, total <= PROBLEMS_MAX ? PROBLEMS_MAX : PROBLEMS_MAX - 1);
    chosen.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0);
    if (total <= PROBLEMS_MAX) return refuse(...chosen);
    const counts = kinds.map((kind) => kind.inWords(kind.count)).join('; ');
    return refuse(...chosen, { code: 'problems_total', message: `In total: ${counts}.` });
  }
}

/** One of each kind in turn, so that a common problem doesn't hide a rare one. */
function chooseFairly(kinds: readonly Kind[], most: number): Problem[] {
  const chosen: Problem[] = [];
  for (let nth = 0; nth < PROBLEMS_MAX; nth++) {
    for (const { first } of kinds) {
      const problem = first[nth];
      if (problem && chosen.length < most) chosen.push(problem);
    }
  }
  return chosen;
}
