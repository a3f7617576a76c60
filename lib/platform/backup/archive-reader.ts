import { createHash } from 'node:crypto';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import {
  fileMember,
  hashOfMember,
  MANIFEST,
  manifestSchema,
  QUEUE,
  SECRETS,
  tableMember,
  type Manifest,
  type OnStep,
} from '@/lib/platform/backup/manifest';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const MANIFEST_BYTES_MAX = 64 << 20;
const SMALL_BYTES_MAX = 1 << 20;

/** A member of an archive, to be read once. */
export interface Member {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  open(): Promise<Readable>;
}

/** The members in the order in which they were written. Throws where the archive is damaged. */
export async function* membersOf(file: string): AsyncGenerator<Member> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  try {
    for await (const entry of zip.eachEntry()) yield memberOf(zip, entry);
  } finally {
    zip.close();
  }
}

function memberOf(zip: ZipFile, entry: Entry): Member {
  return {
    name: entry.fileName,
    bytes: entry.uncompressedSize,
    open: () => zip.openReadStreamPromise(entry),
  };
}

/** Opens one member; null when there is none of that name. `work` gets it while the archive is open. */
export async function withMember<T>(
  file: string,
  name: string,
  work: (member: Member) => Promise<T>,
): Promise<T | null> {
  for await (const member of membersOf(file)) if (member.name === name) return await work(member);
  return null;
}

/** The text of a small member; null when there is none or it is too large to be one. */
export async function readSmall(file: string, name: string): Promise<string | null> {
  return withMember(file, name, async (member) =>
    member.bytes > SMALL_BYTES_MAX ? null : (await buffer(await member.open())).toString('utf8'),
  );
}

/** What the archive says it is. */
export async function readManifest(file: string): Promise<Result<Manifest>> {
  try {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    try {
      for await (const entry of zip.eachEntry())
        if (entry.fileName === MANIFEST && entry.uncompressedSize <= MANIFEST_BYTES_MAX)
          return parse(await buffer(await zip.openReadStreamPromise(entry)), entry.crc32);
    } finally {
      zip.close();
    }
    return damaged('It has no manifest; is it a backup?');
  } catch (error) {
    return damaged(reasonOf(error));
  }
}

function parse(bytes: Buffer, crc: number): Result<Manifest> {
  if (crc32(bytes) !== crc) return damaged('Its manifest does not match its checksum.');
  const parsed = manifestSchema.safeParse(JSON.parse(bytes.toString('utf8')));
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return damaged(`Its manifest can't be read: ${issue?.path.join('.')}: ${issue?.message}`);
}

/**
 * Reads every byte of the archive and compares it with the manifest and with the files' names. Problems name the members;
 * at most ten of them.
 */
export async function verifyBackup(file: string, onStep: OnStep): Promise<Result<Manifest>> {
  const manifest = await readManifest(file);
  if (!manifest.ok) return manifest;
  try {
    const problems = await compare(file, manifest.value, onStep);
    return problems.length === 0 ? manifest : refuse(...problems.slice(0, 10));
  } catch (error) {
    return damaged(reasonOf(error));
  }
}

async function compare(file: string, manifest: Manifest, onStep: OnStep): Promise<Problem[]> {
  const expected = expectedMembers(manifest);
  const notWhole = new Set(manifest.missing.map(fileMember));
  const total = expected.size + manifest.files.count;
  const problems: Problem[] = [];
  let [done, files] = [0, 0];
  for await (const member of membersOf(file)) {
    if (member.name === MANIFEST) continue;
    const hash = hashOfMember(member.name);
    const wanted = hash ?? expected.get(member.name);
    expected.delete(member.name);
    if (hash !== null) files += 1;
    if (wanted === undefined) problems.push(problem(member.name, 'does not belong into a backup'));
    else if (!notWhole.has(member.name) && (await hashOf(member)) !== wanted)
      problems.push(problem(member.name, 'is not what the backup was made with'));
    await onStep({ phase: 'verify', done: ++done, total });
  }
  for (const name of expected.keys()) problems.push(problem(name, 'is missing'));
  if (files !== manifest.files.count)
    problems.push(problem('files/', `has ${files} files instead of ${manifest.files.count}`));
  return problems;
}

function expectedMembers(manifest: Manifest): Map<string, string> {
  const expected = new Map(manifest.tables.map((table) => [tableMember(table.name), table.sha256]));
  expected.set(SECRETS, manifest.secretsSha256);
  if (manifest.queue) expected.set(QUEUE, manifest.queue.sha256);
  return expected;
}

async function hashOf(member: Member): Promise<string> {
  const hash = createHash('sha256');
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done();
    },
  });
  await pipeline(await member.open(), sink);
  return hash.digest('hex');
}

function problem(member: string, what: string): Problem {
  return { code: 'backup_damaged', file: member, message: `${member} ${what}.` };
}

function damaged(why: string): Result<never> {
  return refuse({ code: 'backup_damaged', message: `This backup can't be used. ${why}` });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
