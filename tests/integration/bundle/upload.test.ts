import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportBundleZip } from '@/lib/bundle/export-bundle';
import { readBundle } from '@/lib/bundle/read-bundle';
import { unpackBundle } from '@/lib/bundle/unpack-bundle';
import { applyUploadedBundle, uploadBundle, uploadedBundles } from '@/lib/bundle/uploaded-bundle';
import type { Viewer } from '@/lib/identity/viewer';
import { importBundle } from '@/lib/jobs/handlers/import-bundle';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { entriesOf, zipOf } from '../../support/zip-folder';
import { makeCourse, makePerson } from '../identity/support/people';
import { useDatabase } from '../support/database';

await useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-bundles-'));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await closeSharedPool();
});

const DIGITS = path.join('courses', 'demo', 'digits');
const ONCE = { isLast: true };

async function* body(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The digits bundle for this course, under one folder as an archive tool packs it. */
function digitsFor(course: string, change: (yaml: string) => string = (yaml) => yaml): Promise<Buffer> {
  const edited = (name: string, content: Buffer): string | Buffer =>
    name === 'assignment.yaml'
      ? change(content.toString('utf8').replace(/^course: .*$/m, `course: ${course}`))
      : content;
  return zipOf([
    ...entriesOf(DIGITS, 'digits/', edited),
    { name: '__MACOSX/digits/._assignment.yaml', content: 'x' },
  ]);
}

async function setUp() {
  const course = await makeCourse();
  const [staff, student] = [await makePerson('ta', course), await makePerson('student', course)];
  return { course, staff, student };
}

async function sent(viewer: Viewer, slug: string, zip: Buffer, withoutMissing = false): Promise<string> {
  const uploaded = await uploadBundle(viewer, slug, { fileName: 'digits.zip', withoutMissing }, body(zip));
  if (!uploaded.ok) throw new Error(JSON.stringify(uploaded.problems));
  await importBundle(uploaded.value, ONCE);
  return uploaded.value.importId;
}

async function latest(viewer: Viewer, slug: string) {
  const list = await uploadedBundles(viewer, slug);
  if (!list.ok || !list.value[0]) throw new Error('no upload');
  return list.value[0];
}

describe('a bundle uploaded as a zip', () => {
  it('shows what it would change, changes nothing before it is confirmed, then does just that', async () => {
    const { course, staff } = await setUp();
    const id = await sent(staff, course.slug, await digitsFor(course.slug));
    expect(await latest(staff, course.slug)).toMatchObject({
      status: 'ready',
      assignment: 'digits',
      lines: [`new assignment ${course.slug}/digits: Handwritten Digits`],
    });
    const where = { slug: 'digits', course: { slug: course.slug } };
    expect(await db().assignment.count({ where })).toBe(0);
    expect((await applyUploadedBundle(staff, id)).ok).toBe(true);
    await importBundle({ importId: id }, ONCE);
    expect((await latest(staff, course.slug)).status).toBe('applied');
    const made = await db().assignment.findFirstOrThrow({ where, include: { files: true } });
    expect(made.files.length).toBeGreaterThan(2);
    const audited = await db().auditEntry.findMany({ where: { assignmentId: made.id } });
    expect(audited.map((each) => [each.action, each.actorId])).toContainEqual([
      'assignment.imported',
      staff.userId,
    ]);
    // The same again: there is nothing to confirm.
    await sent(staff, course.slug, await digitsFor(course.slug));
    expect(await latest(staff, course.slug)).toMatchObject({ status: 'applied', lines: [] });
  });

  it('is shown anew instead of applied when the assignment has changed since', async () => {
    const { course, staff } = await setUp();
    const first = await sent(staff, course.slug, await digitsFor(course.slug));
    await applyUploadedBundle(staff, first);
    await importBundle({ importId: first }, ONCE);
    const other = (yaml: string): string => yaml.replace('daily_limit: 5', 'daily_limit: 9');
    const id = await sent(staff, course.slug, await digitsFor(course.slug, other));
    expect((await latest(staff, course.slug)).lines).toEqual(['dailyLimit: 5 → 9']);
    await db().competition.updateMany({
      where: { assignment: { course: { slug: course.slug } } },
      data: { dailyLimit: 7 },
    });
    await applyUploadedBundle(staff, id);
    await importBundle({ importId: id }, ONCE);
    expect(await latest(staff, course.slug)).toMatchObject({
      status: 'ready',
      lines: ['dailyLimit: 7 → 9'],
    });
  });

  it('is refused with every mistake, file and line, when it is wrong', async () => {
    const { course, staff } = await setUp();
    const wrong = (yaml: string): string =>
      yaml.replace('daily_limit: 5', 'daily_limit: many').replace('precision:', 'precisoin:');
    await sent(staff, course.slug, await digitsFor(course.slug, wrong));
    const { status, problems } = await latest(staff, course.slug);
    expect(status).toBe('refused');
    expect(problems.map((each) => [each.file, typeof each.line]).slice(0, 2)).toEqual([
      ['assignment.yaml', 'number'],
      ['assignment.yaml', 'number'],
    ]);
    expect(JSON.stringify(problems)).not.toContain('/tmp');
  });

  it('is refused when it is for another course', async () => {
    const { course, staff } = await setUp();
    const other = await makeCourse();
    await sent(staff, course.slug, await digitsFor(other.slug));
    expect((await latest(staff, course.slug)).problems).toMatchObject([{ code: 'other_course' }]);
    expect(await db().assignment.count({ where: { course: { slug: other.slug } } })).toBe(0);
  });

  it('A19: is nothing a student may send, see or confirm', async () => {
    const { course, staff, student } = await setUp();
    const zip = await digitsFor(course.slug);
    const id = await sent(staff, course.slug, zip);
    const file = { fileName: 'x.zip', withoutMissing: false };
    expect((await uploadBundle(student, course.slug, file, body(zip))).ok).toBe(false);
    expect((await uploadedBundles(student, course.slug)).ok).toBe(false);
    expect((await applyUploadedBundle(student, id)).ok).toBe(false);
    expect((await exportBundleZip(student, course.slug, 'digits')).ok).toBe(false);
    expect((await latest(staff, course.slug)).status).toBe('ready');
  });

  it('comes back as a zip that changes nothing when it is sent again', async () => {
    const { course, staff } = await setUp();
    const id = await sent(staff, course.slug, await digitsFor(course.slug));
    await applyUploadedBundle(staff, id);
    await importBundle({ importId: id }, ONCE);
    const zip = await exportBundleZip(staff, course.slug, 'digits');
    if (!zip.ok) throw new Error('no export');
    const chunks: Buffer[] = [];
    for await (const chunk of zip.value.content as AsyncIterable<Buffer>) chunks.push(chunk);
    await sent(staff, course.slug, Buffer.concat(chunks));
    expect(await latest(staff, course.slug)).toMatchObject({ status: 'applied', lines: [] });
  });
});

describe('unpacking', () => {
  const yaml = { name: 'assignment.yaml', content: 'course: x' };
  const unpacked = async (bytes: Buffer): Promise<string> => {
    const [file, target] = [path.join(folder, 'some.zip'), mkdtempSync(path.join(folder, 'out-'))];
    writeFileSync(file, bytes);
    const result = await unpackBundle(file, target);
    if (result.ok) return readdirSync(target, { recursive: true }).sort().join(' ');
    return result.problems.map((each) => each.message).join(' ');
  };
  const named = async (name: string): Promise<Buffer> => {
    // yazl writes no bad names; one of the same length is patched in.
    const safe = 'x'.repeat(name.length);
    const bytes = await zipOf([yaml, { name: safe, content: 'y' }]);
    return Buffer.from(bytes.toString('latin1').replaceAll(safe, name), 'latin1');
  };

  it('A63: refuses names that lead out of the folder, and links', async () => {
    for (const name of ['../../evil', '/etc/evil1', 'a/../../evl', 'a\\..\\..\\b', 'C:\\evil.txt'])
      expect(await unpacked(await named(name)), name).toMatch(/leads out|can’t be unpacked/);
    const link = { name: 'data.npy', content: '/etc/passwd', mode: 0o120777 };
    expect(await unpacked(await zipOf([yaml, link]))).toMatch(/link/);
    expect(readdirSync(folder)).not.toContain('evil');
  });

  it('A62: refuses what unpacks to more than it says, and what is no zip', async () => {
    const bytes = await zipOf([yaml, { name: 'data.csv', content: 'a'.repeat(100_000) }]);
    // The directory's size of data.csv, made smaller than it is.
    const lie = Buffer.from(bytes);
    const at = lie.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    lie.writeUInt32LE(10, at + 24);
    expect(await unpacked(lie)).toMatch(/can’t be unpacked/);
    expect(await unpacked(Buffer.from('not a zip'))).toMatch(/not a whole zip/);
    expect(await unpacked(bytes.subarray(0, bytes.length - 30))).toMatch(/not a whole zip/);
  });

  it('finds the bundle at the top or in the only folder, and nowhere else', async () => {
    expect(await unpacked(await zipOf([yaml]))).toBe('assignment.yaml');
    expect(await unpacked(await zipOf([{ ...yaml, name: 'hw/assignment.yaml' }]))).toBe('assignment.yaml');
    expect(await unpacked(await zipOf([{ ...yaml, name: 'a/b/assignment.yaml' }]))).toMatch(/has no/);
    const digits = await zipOf(entriesOf(DIGITS));
    await unpacked(digits);
    const target = readdirSync(folder)
      .filter((each) => each.startsWith('out-'))
      .map((each) => path.join(folder, each));
    const full = target.find((each) => readdirSync(each).length > 5) ?? '';
    expect(readFileSync(path.join(full, 'solution.csv'))).toEqual(
      readFileSync(path.join(DIGITS, 'solution.csv')),
    );
    expect((await readBundle(full)).ok).toBe(true);
  });
});
