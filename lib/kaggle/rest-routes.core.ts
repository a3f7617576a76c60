/**
 * The addresses of the older generations (1.5 to 1.7): below `/api/v1/`, the competition's name and the rest in the path, further
 * fields in the query or in a form. Each leads to the method that newer clients call, and says in which form its answer goes back.
 */
export interface RestRoute {
  readonly verb: 'GET' | 'POST';
  /** `{name}` is one part of the path, `{name*}` as many as are left: a competition's whole address, a file in a folder. */
  readonly path: string;
  readonly method: string;
  /** The list inside the method's answer that stands alone in the older one. */
  readonly list?: string;
  /** Where clients of two kinds ask: the list alone for those that name no page, the whole object for others. */
  readonly listWithoutPage?: string;
}

const C = '{competitionName*}';

export const REST_ROUTES: readonly RestRoute[] = [
  { verb: 'GET', path: 'competitions/list', method: 'ListCompetitions', list: 'competitions' },
  { verb: 'GET', path: `competitions/data/list/${C}`, method: 'ListDataFiles', listWithoutPage: 'files' },
  { verb: 'GET', path: `competitions/data/download-all/${C}`, method: 'DownloadDataFiles' },
  {
    verb: 'GET',
    path: 'competitions/data/download/{competitionName}/{fileName*}',
    method: 'DownloadDataFile',
  },
  { verb: 'GET', path: `competitions/submissions/list/${C}`, method: 'ListSubmissions', list: 'submissions' },
  { verb: 'POST', path: `competitions/submissions/submit/${C}`, method: 'CreateSubmission' },
  { verb: 'POST', path: `competitions/submissions/submit-notebook/${C}`, method: 'CreateCodeSubmission' },
  { verb: 'POST', path: 'competitions/submissions/get/{ref}', method: 'GetSubmission' },
  { verb: 'POST', path: 'competitions/submission-url', method: 'StartSubmissionUpload' },
  {
    verb: 'POST',
    path: `competitions/${C}/submissions/url/{contentLength}/{lastModifiedEpochSeconds}`,
    method: 'StartSubmissionUpload',
  },
  { verb: 'GET', path: `competitions/${C}/leaderboard/view`, method: 'GetLeaderboard' },
  { verb: 'GET', path: `competitions/${C}/leaderboard/download`, method: 'DownloadLeaderboard' },
];

/** The route of an address and what its path says; null where there is none. `parts`: of the path, decoded. */
export function findRestRoute(
  verb: string,
  parts: readonly string[],
): { readonly route: RestRoute; readonly fields: Readonly<Record<string, string>> } | null {
  for (const route of REST_ROUTES) {
    const fields = route.verb === verb ? match(route.path.split('/'), parts) : null;
    if (fields) return { route, fields };
  }
  return null;
}

function match(
  pattern: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | null {
  const star = pattern.findIndex((wanted) => wanted.endsWith('*}'));
  const surplus = parts.length - pattern.length;
  if (surplus < 0 || (surplus > 0 && star < 0)) return null;
  const fields: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const from = index > star && star >= 0 ? index + surplus : index;
    const part = parts.slice(from, index === star ? from + 1 + surplus : from + 1).join('/');
    const field = /^\{(\w+)\*?\}$/.exec(wanted)?.[1];
    if (field) fields[field] = part;
    else if (part !== wanted) return null;
  }
  return fields;
}

/** The answer as the older generations read it: every field there, at its default too; lists alone where they expect that. */
export function restAnswer(route: RestRoute, value: object, namesPage: boolean): unknown {
  const list = route.list ?? (namesPage ? undefined : route.listWithoutPage);
  return list === undefined ? value : (value as Readonly<Record<string, unknown>>)[list];
}

const QUERY_FIELDS = ['group', 'category', 'sortBy', 'search', 'page', 'pageSize', 'pageToken'] as const;

/** The fields of a query under their names; 1.7 writes them in small letters throughout. */
export function queryFields(
  query: Iterable<readonly [string, string]>,
): Readonly<Partial<Record<(typeof QUERY_FIELDS)[number], string>>> {
  const given = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    QUERY_FIELDS.flatMap((name) => {
      const value = given.get(name.toLowerCase());
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
