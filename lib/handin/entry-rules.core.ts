import type { DeclaredEntry, HandinSettings } from '@/lib/handin/handin.types';
import { studentIdInFileName } from '@/lib/identity/login.core';
import { packingOf } from '@/lib/platform/archive/packing.core';
import type { Problem } from '@/lib/platform/result';
import { parsePythonJson } from '@/lib/platform/text/python-json.core';

const MB = 1_000_000;
/** What is wrong with an archive by its name and its directory, before a byte of an entry is inflated (A62–A65). */
export function directoryProblems(entries: readonly DeclaredEntry[], settings: HandinSettings): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, message: string, path?: string): void =>
    void problems.push({ code, message, ...(path === undefined ? {} : { file: shown(path) }) });
  if (entries.length === 0) add('empty_archive', 'The archive holds no file.');
  if (entries.length > settings.max_entries)
    add(
      'too_many_entries',
      `The archive holds ${entries.length} files; at most ${settings.max_entries} are taken.`,
    );
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > settings.max_unpacked_mb * MB)
    add(
      'too_large_unpacked',
      `Unpacked it has ${megabytes(total)}; at most ${settings.max_unpacked_mb} MB are taken.`,
    );
  const seen = new Set<string>();
  for (const entry of entries.slice(0, settings.max_entries)) {
    for (const [code, message] of entryProblems(entry, settings)) add(code, message, entry.path);
    const key = entry.path.normalize('NFC');
    if (seen.has(key)) add('duplicate_entry', `${shown(entry.path)} is in the archive twice.`, entry.path);
    seen.add(key);
  }
  const reports = entries.filter((entry) => entry.path.toLowerCase().endsWith('.pdf')).length;
  if (settings.reports_max > 0 && reports > settings.reports_max)
    add(
      'too_many_reports',
      `The archive holds ${reports} PDF files; at most ${settings.reports_max} is taken.`,
    );
  return problems;
}

const NOTED_MAX = 5;

/** What the sender should know of an archive that is taken: files left out, names guessed, names that differ in case alone. */
export function archiveNotes(
  paths: readonly string[],
  leftOut: readonly string[],
  guessedNames: string | null,
): string[] {
  const some = (list: readonly string[]): string =>
    list.slice(0, NOTED_MAX).map(shown).join(', ') + (list.length > NOTED_MAX ? ', …' : '');
  const notes: string[] = [];
  if (leftOut.length > 0) notes.push(`Left out, as nobody means to hand it in: ${some(leftOut)}.`);
  if (guessedNames !== null) {
    const foreign = paths.filter((path) => /[^\p{ASCII}]/u.test(path));
    notes.push(`The names of files were read as ${guessedNames.toUpperCase()}: ${some(foreign)}.`);
  }
  const byFolded = new Map<string, string[]>();
  for (const path of paths) {
    const key = path.toLowerCase();
    byFolded.set(key, [...(byFolded.get(key) ?? []), path]);
  }
  for (const alike of byFolded.values())
    if (alike.length > 1)
      notes.push(
        `${some(alike)} differ in capitals alone: unpacked on Windows or macOS one takes the other’s place.`,
      );
  return notes;
}

type Found = readonly (readonly [code: string, message: string])[];

function entryProblems(entry: DeclaredEntry, settings: HandinSettings): Found {
  const name = shown(entry.path);
  const found: (readonly [string, string])[] = [];
  const parts = entry.path.split('/');
  if (/^([a-z]:|[\\/])/i.test(entry.path) || parts.includes('..') || /[\0-\x1f]/.test(entry.path))
    found.push(['bad_path', `${name} has a path that leads outside, or holds characters no file name has.`]);
  if (entry.isEncrypted) found.push(['encrypted', `${name} is encrypted; hand in without a password.`]);
  else if (entry.foreignMethod !== null)
    found.push([
      'method_not_supported',
      `${name} is compressed with ${entry.foreignMethod}, which is not opened here. Make the zip with the method “Deflate”, as a file manager does.`,
    ]);
  if (entry.isSpecial)
    found.push(['not_a_file', `${name} is a link or another thing that is no plain file.`]);
  const allowed = allowedTypes(settings);
  const ending = endingOf(entry.path);
  if (!allowed.includes(ending))
    found.push([
      'type_not_allowed',
      `${name} is of a type that is not handed in; take only ${allowed.join(', ')}. No models and no data.`,
    ]);
  if (entry.bytes > settings.max_entry_mb * MB)
    found.push([
      'entry_too_large',
      `${name} has ${megabytes(entry.bytes)}; at most ${settings.max_entry_mb} MB are taken.`,
    ]);
  return found;
}

function allowedTypes(settings: HandinSettings): string[] {
  return settings.reports_max > 0 ? [...new Set([...settings.types, '.pdf'])] : [...settings.types];
}

function endingOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';
}

const SIGNATURES: readonly (readonly [what: string, bytes: readonly number[], at?: number])[] = [
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['an HDF5 file (a model or data)', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['an archive or a PyTorch model', [0x50, 0x4b, 0x03, 0x04]],
  ['an executable', [0x7f, 0x45, 0x4c, 0x46]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
];

/** What is wrong with an entry's content: a type in another's clothes, a model, data. null: nothing. */
export function contentProblem(path: string, content: Uint8Array): Problem | null {
  const name = shown(path);
  const problem = (message: string): Problem => ({ code: 'content_not_allowed', file: name, message });
  const found = SIGNATURES.find(([, bytes, at = 0]) => bytes.every((byte, i) => content[at + i] === byte));
  const what = found?.[0] ?? packingOf(content);
  if (what !== null) return problem(`${name} is ${what}, whatever its name says.`);
  const isPickle = content[0] === 0x80 && (content[1] ?? 0) >= 2 && (content[1] ?? 9) <= 5;
  if (isPickle) return problem(`${name} is a Python pickle (a model or data), whatever its name says.`);
  const ending = endingOf(path);
  if (ending === '.pdf')
    return hasPdfHeader(content) ? null : problem(`${name} is no PDF file, though its name says so.`);
  const text = textOf(content);
  if (text === null) return problem(`${name} is not text in UTF-8.`);
  return ending === '.ipynb' && !isNotebook(text)
    ? problem(`${name} is no notebook: it has no cells.`)
    : null;
}

/** The header may stand behind a byte order mark or a line of what sent the file, within the first 1,024 bytes (ISO 32000-1, note 13). */
function hasPdfHeader(content: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(content.subarray(0, 1_024)).includes('%PDF-');
}

/** UTF-8 without NUL; null for anything else. */
export function textOf(content: Uint8Array): string | null {
  if (content.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return null; // not UTF-8
  }
}

function isNotebook(text: string): boolean {
  try {
    const parsed = parsePythonJson(text) as {
      readonly cells?: unknown;
      readonly worksheets?: unknown;
    } | null;
    return Array.isArray(parsed?.cells) || Array.isArray(parsed?.worksheets);
  } catch {
    return false; // not JSON
  }
}

/** A path as it is said to people: cut, and without characters that could change a line. */
function shown(path: string): string {
  const clean = path.replace(/[\0-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g, '?');
  return clean.length > 120 ? `${clean.slice(0, 117)}…` : clean;
}

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;

/** The name the archive must have, for a student. */
export function expectedName(settings: HandinSettings, studentId: string): string {
  return settings.name.replaceAll('{student_id}', studentIdInFileName(studentId));
}
