/** An assignment's place: its slug is its own within its course only. */
export interface Slugs {
  readonly id: string;
  readonly slug: string;
  readonly course: string;
}

/** The name on the wire of one of `all`: its slug where that stands once among them, else `course-slug`. */
export function nameOf(one: Slugs, all: readonly Slugs[]): string {
  const isAlone = all.filter((each) => each.slug === one.slug).length === 1;
  return isAlone ? one.slug : whole(one);
}

/**
 * Which of `all` may be meant by what was typed: `course-slug` before a slug, since that says more; also `course/slug`, and the
 * address of a page of the assignment, here (`…/courses/<course>/<slug>/…`) or as clients link it (`…/competitions/<name>/…`).
 */
export function findNamed<S extends Slugs>(given: string, all: readonly S[]): readonly S[] {
  const wanted = nameIn(given);
  const exact = all.filter((each) => whole(each) === wanted || `${each.course}/${each.slug}` === wanted);
  return exact.length > 0 ? exact : all.filter((each) => each.slug === wanted);
}

const whole = ({ course, slug }: Slugs): string => `${course}-${slug}`;

function nameIn(given: string): string {
  const [path = ''] = given
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/+[^/]*/, '')
    .split(/[?#]/);
  const parts = path.split('/').filter(Boolean);
  const at = parts.findIndex((part) => part === 'courses' || part === 'competitions');
  if (parts[at] === 'competitions') return parts[at + 1] ?? '';
  if (parts[at] === 'courses') return `${parts[at + 1] ?? ''}/${parts[at + 2] ?? ''}`;
  return parts.join('/');
}
