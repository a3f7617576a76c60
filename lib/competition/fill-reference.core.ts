const PLACEHOLDER = /\{\{DATA_URL:([^{}\s"'`]+)\}\}/g;
// What encodeURIComponent leaves and could end a literal or be read as mark-up.
const LEFT_OPEN = /['()*]/g;

/** Where the files of an assignment are downloaded. */
export interface DataPlace {
  /** The site's address, without a slash at its end. */
  readonly site: string;
  readonly assignmentId: string;
  /** Paths of the assignment's data files, e.g. `data/train_11.npy`. */
  readonly paths: readonly string[];
}

/** Whether the text has a place for the address of a data file. */
export function hasDataPlaceholder(source: string): boolean {
  return source.search(PLACEHOLDER) >= 0;
}

/**
 * Reference code with each `{{DATA_URL:name}}` replaced by the address of that data file. `name` is the file's path in the
 * bundle, or its last part where that is unambiguous. A name without such a file stays as it is: the code then asks for the
 * file. Addresses are percent-encoded, so that they can stand in a string of any language, also within a notebook's JSON.
 */
export function fillReference(source: string, place: DataPlace): string {
  return source.replace(PLACEHOLDER, (whole, name: string) => {
    const exact = place.paths.filter((path) => path === name);
    const found = exact.length > 0 ? exact : place.paths.filter((path) => path.split('/').at(-1) === name);
    return found.length === 1 && found[0] !== undefined ? dataUrl(place, found[0]) : whole;
  });
}

function dataUrl({ site, assignmentId }: DataPlace, path: string): string {
  const encoded = path.split('/').map((part) => encodeURIComponent(part).replace(LEFT_OPEN, percent));
  return `${site}/api/assignments/${assignmentId}/files/${encoded.join('/')}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
