import iconv from 'iconv-lite';
import jschardet from 'jschardet';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

/** The encodings a person may name, and how each is called where people see it. */
const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  big5: 'Big5 (traditional Chinese)',
  gb18030: 'GB18030, GBK (simplified Chinese)',
  shift_jis: 'Shift_JIS (Japanese)',
  'euc-jp': 'EUC-JP (Japanese)',
  'euc-kr': 'EUC-KR, CP949 (Korean)',
  'windows-1252': 'Windows-1252 (Western Europe)',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'windows-1255': 'Windows-1255 (Hebrew)',
  'windows-1256': 'Windows-1256 (Arabic)',
  'windows-1258': 'Windows-1258 (Vietnamese)',
  'windows-874': 'Windows-874 (Thai)',
} as const;
export type TextEncoding = keyof typeof ENCODINGS;
export const TEXT_ENCODINGS = Object.keys(ENCODINGS) as readonly TextEncoding[];

/** Other names people and programs give to the same encodings. */
const ALIASES: Readonly<Record<string, TextEncoding>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  'utf-16': 'utf-16le',
  cp950: 'big5',
  'big5-hkscs': 'big5',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp932: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp949: 'euc-kr',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-2': 'windows-1250',
  'iso-8859-9': 'windows-1254',
  'tis-620': 'windows-874',
};

/** Where there is no byte order mark and no valid UTF-8, these are tried even if no detector thinks of them. */
const ALWAYS_TRIED: readonly TextEncoding[] = ['big5', 'gb18030', 'shift_jis', 'euc-kr', 'windows-1252'];
/** Added to the likelihood of the encoding of most countries, where two read nothing but letters. */
const WESTERN_BONUS = 0.015;
const CANDIDATES_MAX = 6;
const SAMPLES_MAX = 4;
const SAMPLE_LENGTH_MAX = 40;
const DETECTED_BYTES_MAX = 200_000;

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** The encoding a person names, whatever they call it; null for one that is not read here. */
export function parseTextEncoding(name: string): TextEncoding | null {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/^win(dows)?(?=\d)/, 'windows-')
    .replace(/^cp(?=125\d|874)/, 'windows-');
  return TEXT_ENCODINGS.find((each) => each === key) ?? ALIASES[key] ?? null;
}

export function encodingTitle(encoding: TextEncoding): string {
  return ENCODINGS[encoding];
}

/**
 * The text of an uploaded file. UTF-8 and UTF-16 are recognised, because that is certain; any other encoding must be
 * `chosen` by a person, since a wrong guess reads as other names. Without the choice it is refused with one problem
 * `choose_encoding` a candidate, likeliest first: `value` is the encoding, the message shows what it would read.
 */
export function decodeText(bytes: Uint8Array, chosen?: string): Result<DecodedText> {
  if (chosen !== undefined && chosen !== '') {
    const encoding = parseTextEncoding(chosen);
    return encoding === null ? unknownEncoding(chosen) : decodeChosen(bytes, encoding);
  }
  const unicode = unicodeOf(bytes);
  if (unicode !== null) return decodeChosen(bytes, unicode);
  if (bytes.includes(0)) {
    const message = 'This is not a text file. Save the sheet as CSV, not as a workbook.';
    return refuse({ code: 'not_text', message, line: 1 });
  }
  const candidates = encodingCandidates(bytes);
  if (candidates.length > 0) return refuse(...candidates.map(candidateProblem));
  const message =
    'The file is not UTF-8, and no other encoding reads it whole. Save it again as "CSV UTF-8".';
  return refuse({ code: 'bad_encoding', message, line: damagedLine(decodeLoose(bytes, 'utf-8')) });
}

function unknownEncoding(name: string): Result<never> {
  const message = `This encoding is not read here. One of: ${TEXT_ENCODINGS.join(', ')}.`;
  return refuse({ code: 'unknown_encoding', field: 'encoding', value: name.slice(0, 40), message });
}

/** The encoding where the bytes themselves say it: a byte order mark, valid UTF-8, the NULs of UTF-16. */
function unicodeOf(bytes: Uint8Array): TextEncoding | null {
  const wide = utf16Of(bytes);
  if (wide !== null) return wide;
  return isUtf8(bytes) && !bytes.includes(0) ? 'utf-8' : null;
}

/**
 * Whether a text is UTF-16, and of which order: by its byte order mark; without one by the NULs, since a table has blanks, commas
 * and line ends, whose other byte is NUL, always on one side. null: it is not.
 */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length % 2 !== 0 || !bytes.includes(0)) return null;
  const nuls = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nuls;
  if (Math.max(even, odd) * 10 < bytes.length || Math.min(even, odd) > 0) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function decodeChosen(bytes: Uint8Array, encoding: TextEncoding): Result<DecodedText> {
  const text = decodeLoose(bytes, encoding);
  if (isClean(text)) return ok({ text, encoding });
  const message = `This line is not ${ENCODINGS[encoding]}. Choose another encoding, or save the file again as UTF-8.`;
  return refuse({
    code: 'bad_encoding',
    message,
    line: damagedLine(text),
    field: 'encoding',
    value: encoding,
  });
}

/** An encoding that reads a file whole. */
export interface EncodingCandidate {
  readonly encoding: TextEncoding;
  readonly title: string;
  /** Some of what the file holds beyond ASCII, as this encoding reads it. */
  readonly samples: readonly string[];
}

/** The encodings a file that is no Unicode may be in, likeliest first; those that read the same text are one. */
export function encodingCandidates(bytes: Uint8Array): readonly EncodingCandidate[] {
  const head = Buffer.from(bytes.subarray(0, DETECTED_BYTES_MAX));
  const detected = new Map<TextEncoding, number>();
  for (const { encoding, confidence } of jschardet.detectAll(head)) {
    const known = encoding ? parseTextEncoding(encoding) : null;
    if (known) detected.set(known, Math.max(detected.get(known) ?? 0, confidence));
  }
  const tried = TEXT_ENCODINGS.filter((each) => detected.has(each) || ALWAYS_TRIED.includes(each));
  const texts = new Set<string>();
  return tried
    .flatMap((encoding) => {
      const text = decodeLoose(bytes, encoding);
      if (encoding.startsWith('utf-') || !isClean(text) || texts.has(text)) return [];
      texts.add(text);
      const rank =
        plausibility(bytes, encoding) +
        (detected.get(encoding) ?? 0) +
        (encoding === 'windows-1252' ? WESTERN_BONUS : 0);
      return [{ rank, encoding, title: ENCODINGS[encoding], samples: samplesOf(text) }];
    })
    .sort((a, b) => b.rank - a.rank)
    .slice(0, CANDIDATES_MAX)
    .map(({ rank: _, ...candidate }) => candidate);
}

function candidateProblem({ encoding, title, samples }: EncodingCandidate): Problem {
  const message = `The file is not UTF-8. As ${title} it reads: ${samples.join(' · ')}`;
  return { code: 'choose_encoding', field: 'encoding', value: encoding, message };
}

/** Some cells that hold more than ASCII, as a person would recognise them. */
function samplesOf(text: string): readonly string[] {
  const cells = text.split(/[,;\t\r\n"]+/).map((cell) => cell.trim());
  const telling = [...new Set(cells.filter((cell) => /[^\p{ASCII}]/u.test(cell)))];
  return telling.slice(0, SAMPLES_MAX).map((cell) => [...cell].slice(0, SAMPLE_LENGTH_MAX).join(''));
}

/** First bytes of the characters that are in daily use, in the encodings that order them by use. */
const DAILY: Partial<Record<TextEncoding, readonly [from: number, to: number]>> = {
  big5: [0xa4, 0xc6],
  gb18030: [0xb0, 0xd7],
  shift_jis: [0x82, 0x97],
  'euc-jp': [0xa4, 0xcf],
  'euc-kr': [0xb0, 0xc8],
};

/** 0 to 1: the share of what is not ASCII that is letters, for East Asian encodings letters in daily use. */
export function plausibility(bytes: Uint8Array, encoding: TextEncoding): number {
  const daily = DAILY[encoding];
  if (!daily) {
    const foreign = [...decodeLoose(bytes, encoding)].filter((char) => char > '\x7f');
    return foreign.filter((char) => /[\p{L}\p{M}]/u.test(char)).length / Math.max(1, foreign.length);
  }
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    pairs += 1;
    if (lead >= daily[0] && lead <= daily[1]) common += 1;
    at += 1;
  }
  return common / Math.max(1, pairs);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // not UTF-8
  }
}

function decodeLoose(bytes: Uint8Array, encoding: TextEncoding): string {
  const known = encoding === 'big5' ? 'cp950' : encoding === 'shift_jis' ? 'cp932' : encoding;
  return iconv.decode(Buffer.from(bytes), known);
}

/** Characters that a wrong encoding gives and no list of people holds: U+FFFD, C1 controls, private use. */
const DAMAGED = /[\ufffd\u0080-\u009f\p{Co}\p{Cs}]/u;

/** Whether an encoding reads the bytes without a damaged character. */
export function isCleanIn(bytes: Uint8Array, encoding: TextEncoding): boolean {
  return isClean(decodeLoose(bytes, encoding));
}

function isClean(text: string): boolean {
  return !DAMAGED.test(text);
}

function damagedLine(text: string): number {
  return Math.max(1, text.split(/\r|\n/).findIndex((line) => DAMAGED.test(line)) + 1);
}
