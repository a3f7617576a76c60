/** Longest name that is kept, in characters. */
const NAME_MAX = 200;

// Controls (CR and LF among them), formats (marks that turn the direction of text, zero-width ones), line separators.
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The name of an uploaded file as it is kept and shown (A65): composed (NFC), without characters that break a header or
 * reorder the line they stand in, at most 200 characters. It is never a path; where the file lies is for the store to say.
 */
export function shownFileName(name: string): string {
  const clean = name.normalize('NFC').replace(UNSHOWN, '').trim();
  return [...clean].slice(0, NAME_MAX).join('') || 'file';
}
