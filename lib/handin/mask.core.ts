/** Shorter ones stand in too many words by chance. */
const NAME_CHARS_MIN = 3;

/** A file's path with a person's names and IDs blotted out, whatever their case. */
export function withoutNames(path: string, names: readonly string[]): string {
  return [...names]
    .filter((name) => name.length >= NAME_CHARS_MIN)
    .sort((a, b) => b.length - a.length)
    .reduce((text, name) => text.replace(new RegExp(escaped(name), 'giu'), '•••'), path);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
