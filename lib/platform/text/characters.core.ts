/**
 * Characters nobody sees and programs do: zero-width spaces from web pages, direction marks from Windows' dialogs, blanks
 * that are not the space. Copied along into addresses and student IDs they make two people of one.
 */

const NAMES: Readonly<Record<number, string>> = {
  0x00: 'NUL',
  0x09: 'tab',
  0x0a: 'line feed',
  0x0d: 'carriage return',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x061c: 'Arabic letter mark',
  0x180e: 'Mongolian vowel separator',
  0x2007: 'figure space',
  0x2009: 'thin space',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x202f: 'narrow no-break space',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0x3000: 'ideographic space',
  0xfeff: 'byte order mark',
  0xfffd: 'replacement character',
};

/** Takes no room, and means nothing in an address or an ID: gone wherever it stands. */
const WITHOUT_MEANING = /[\u00ad\u061c\u180e\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]/gu;
/** Turns the reading direction. Around a value it is a copying habit; within, what one reads is not what is stored. */
const DIRECTION = '\\u202a-\\u202e\\u2066-\\u2069';
const AROUND = new RegExp(`^[${DIRECTION}\\s]+|[${DIRECTION}\\s]+$`, 'gu');

/** A character as a message names it: `U+200B (zero-width space)`. */
export function nameOfCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const name =
    NAMES[code] ?? (/\p{Z}/u.test(char) ? 'a blank' : /\p{C}/u.test(char) ? 'invisible' : `“${char}”`);
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} (${name})`;
}

export interface CleanedText {
  readonly text: string;
  /** What was taken away, each once. The space is not mentioned. */
  readonly removed: readonly string[];
}

/** A value without the invisible characters whose removal is certain: what has no meaning, and marks and blanks around it. */
export function cleanIdentifier(given: string): CleanedText {
  const removed = new Set<string>();
  const take = (found: string): string => {
    for (const char of found) if (!/[ \t\r\n]/.test(char)) removed.add(char);
    return '';
  };
  const text = given.replace(WITHOUT_MEANING, take).replace(AROUND, take);
  return { text, removed: [...removed] };
}

/** The invisible characters that are left in a value: blanks, controls, direction marks, private use, U+FFFD. */
export function invisibleIn(text: string): readonly string[] {
  return [...new Set(text.match(/[\p{Z}\p{C}\ufffd]/gu) ?? [])];
}
