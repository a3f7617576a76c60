/** Everything an assignment is, in the form both the database and a bundle can be brought to. */
export interface AssignmentState {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pages: Readonly<Record<string, { readonly fileName: string; readonly markdown: string }>>;
  readonly files: readonly PlannedFile[];
  /** SHA-256; empty: none yet. */
  readonly solution: string;
  readonly baselines: readonly PlannedBaseline[];
  /** By key; null: the assignment has no such part. */
  readonly sections: Readonly<Record<string, unknown>>;
}

export interface PlannedFile {
  readonly kind: 'data' | 'sample_submission' | 'reference' | 'metric';
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A prediction file (its scores are found by scoring it; they are no setting), or two given scores. */
export interface PlannedBaseline {
  readonly name: string;
  readonly fileName: string | null;
  readonly sha256: string | null;
  readonly publicScore: number | null;
  readonly privateScore: number | null;
}

/** What stored scores were made with. */
const SCORING_KEYS = ['metric', 'idColumn', 'targetColumns', 'labels', 'split'] as const;

/** Those of them that would change, and `solution`; empty: every stored score stays true. */
export function scoringChanges(wanted: AssignmentState, present: AssignmentState): string[] {
  const changed: string[] = SCORING_KEYS.filter(
    (key) => !isSame(wanted.settings[key], present.settings[key]),
  );
  return wanted.solution === present.solution ? changed : [...changed, 'solution'];
}

/** What an import changes, as lines for people; empty: nothing. */
export function difference(wanted: AssignmentState, present: AssignmentState): string[] {
  const settings = Object.entries(wanted.settings).flatMap(([key, value]) =>
    isSame(value, present.settings[key])
      ? []
      : [`${key}: ${JSON.stringify(present.settings[key] ?? null)} → ${JSON.stringify(value ?? null)}`],
  );
  const pages = (state: AssignmentState): Parts =>
    Object.entries(state.pages).map(([key, page]) => [key, canonical(page)]);
  const files = (state: AssignmentState): Parts =>
    state.files.map((file) => [file.path, `${file.kind} ${file.sha256}`]);
  const baselines = (state: AssignmentState): Parts =>
    state.baselines.map((each) => [each.name, canonical(each)]);
  const sections = (state: AssignmentState): Parts =>
    Object.entries(state.sections)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, canonical(value)]);
  return [
    ...settings,
    ...changes('page', pages(present), pages(wanted)),
    ...changes('file', files(present), files(wanted)),
    ...changes('baseline', baselines(present), baselines(wanted)),
    ...(wanted.solution === present.solution ? [] : ['solution: another file']),
    ...changes('section', sections(present), sections(wanted)).filter((line) => !line.endsWith(ORDER)),
  ];
}

/** Whether two values are the same setting. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null);
}

/** JSON with sorted keys: the database gives an object's keys back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Name and content, in their order. */
type Parts = readonly (readonly [string, string])[];

const ORDER = 's: another order';

function changes(what: string, before: Parts, after: Parts): string[] {
  const [present, wanted] = [new Map(before), new Map(after)];
  const added = [...wanted.keys()].filter((key) => !present.has(key)).map((key) => `${what} ${key}: added`);
  const removed = [...present.keys()]
    .filter((key) => !wanted.has(key))
    .map((key) => `${what} ${key}: removed`);
  const changed = [...wanted]
    .filter(([key, value]) => present.has(key) && present.get(key) !== value)
    .map(([key]) => `${what} ${key}: changed`);
  const isMoved = added.length + removed.length === 0 && !isSame([...present.keys()], [...wanted.keys()]);
  return [...added, ...changed, ...removed, ...(isMoved ? [`${what}${ORDER}`] : [])];
}
