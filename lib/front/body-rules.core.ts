/** What may be sent where, before anything of it is kept. The first rule that fits an address holds. */
export interface BodyRule {
  /** `*` stands for one part of the address, `**` at the end for all that follow. */
  readonly path: string;
  readonly bytesMax: number;
  /**
   * Who may send more than a little (`SMALL_BODY_BYTES`). `holder` is for addresses with a secret in them, which their route
   * looks at before it reads a byte.
   */
  readonly from: 'anybody' | 'holder' | 'signed_in' | 'staff';
  /** Whether the route has the whole body in memory at once; else it is written to a file as it comes. */
  readonly isHeld: boolean;
}

const KB = 1_000;
const MB = 1_000_000;
const GB = 1_000_000_000;

/** Up to here a body is taken from anybody; no request that it can belong to is worth a look at who sends it. */
export const SMALL_BODY_BYTES = 64 * KB;

/** Where the largest body of the REST API goes; what is no file is JSON. */
const REST = '/api/rest/v1/**';

const held = (path: string, bytesMax: number, from: BodyRule['from']): BodyRule => ({
  path,
  bytesMax,
  from,
  isHeld: true,
});
const streamed = (path: string, bytesMax: number, from: BodyRule['from']): BodyRule => ({
  path,
  bytesMax,
  from,
  isHeld: false,
});

/** Every address of `app/api` that takes a body, the pages with their server actions, and everything else. */
export const BODY_RULES: readonly BodyRule[] = [
  held('/api/auth/**', 20 * KB, 'anybody'),
  held('/api/lti/*/login', 100 * KB, 'anybody'),
  held('/api/lti/*/launch', 100 * KB, 'anybody'),
  streamed('/api/v1/upload/*', 2 * GB, 'holder'),
  held('/api/v1/download/*/*', 1 * KB, 'holder'),
  held('/api/v1/**', 100 * KB, 'signed_in'),
  held('/v1/**', 100 * KB, 'signed_in'),
  streamed(REST, 4.5 * GB, 'signed_in'),
  held('/api/uploads', 100 * KB, 'signed_in'),
  held('/api/uploads/*/finish', 100 * KB, 'signed_in'),
  streamed('/api/uploads/*', 2 * GB, 'signed_in'),
  streamed('/api/competitions/*/submissions', 2 * GB, 'signed_in'),
  streamed('/api/assignments/*/handin', 2 * GB, 'signed_in'),
  streamed('/api/assignments/*/files/**', 4.5 * GB, 'staff'),
  streamed('/api/staff/*/bundles', 4.5 * GB, 'staff'),
  held('/api/grades/*/canvas', 20 * MB, 'staff'),
  // Server actions: a form, and for staff solution files, baselines and class lists.
  held('/staff/**', 210 * MB, 'staff'),
  held('/courses/**', 1 * MB, 'signed_in'),
  held('/**', 100 * KB, 'anybody'),
];

/** The rule for an address; a path that is written in an unusual way gets the last, which allows least. */
export function bodyRule(path: string): BodyRule {
  const rule = BODY_RULES.find((each) => fits(each.path, path)) ?? BODY_RULES.at(-1);
  if (!rule) throw new Error('there is no rule');
  return rule;
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  const isOpen = wanted.at(-1) === '**';
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    if (part === '**') return true;
    return part === '*' ? given[index] !== '' : part === given[index];
  });
}

/** Bytes a request says it will send: a number, `null` where it does not say, 0 where it has no body. */
export function declaredBytes(headers: {
  readonly 'content-length'?: string | undefined;
  readonly 'transfer-encoding'?: string | undefined;
}): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  const length = headers['content-length'];
  return length === undefined ? 0 : Number(length);
}
