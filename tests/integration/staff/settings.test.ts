import { Readable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { Result } from '@/lib/platform/result';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { putAssignmentFile, removeAssignmentFile, type AddedKind } from '@/lib/staff/assignment-files';
import { addPage, readPages, removePage, updatePage } from '@/lib/staff/pages';
import { readSettings, updateSettings, type Settings } from '@/lib/staff/update-settings';
import { assignmentFile, assignmentFiles } from '@/lib/submission/assignment-files';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();
afterAll(closeSharedPool);

let made: MadeCompetition;
let ta: Viewer;
let student: Viewer;

beforeEach(async () => {
  await setDatabaseClock('2021-03-20T10:00:00Z');
  made = await makeCompetition({});
  ta = await enrolStudent(made, 'ta');
  student = await enrolStudent(made);
});

const codes = (result: Result<unknown>): string[] =>
  result.ok ? [] : result.problems.map((each) => each.code);

function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const put = (viewer: Viewer, path: string, text: string, kind: AddedKind = 'data') =>
  putAssignmentFile(viewer, made.id, { path, kind }, Readable.from([Buffer.from(text)]));

const actions = async (): Promise<string[]> =>
  (await db().auditEntry.findMany({ where: { assignmentId: made.id }, orderBy: { id: 'asc' } })).map(
    (each) => each.action,
  );

describe('the settings', () => {
  const changed = async (change: Partial<Settings>): Promise<Result<null>> =>
    updateSettings(ta, made.id, { ...taken(await readSettings(ta, made.id)), ...change });

  it('hold opening and close in the zone that is given with them', async () => {
    expect(taken(await readSettings(ta, made.id))).toMatchObject({
      timezone: 'Asia/Taipei',
      closes: '2021-04-02T23:59',
    });
    taken(await changed({ timezone: 'Europe/Berlin' }));
    const row = await db().assignment.findUniqueOrThrow({ where: { id: made.id } });
    // The same local times in Berlin: 23:59 in summer time is 21:59Z, and that minute still counts.
    expect([row.timezone, row.closesAt.toISOString()]).toEqual(['Europe/Berlin', '2021-04-02T22:00:00.000Z']);
    expect(taken(await readSettings(ta, made.id))).toMatchObject({ closes: '2021-04-02T23:59' });
    const entry = await db().auditEntry.findFirstOrThrow({ where: { action: 'settings.changed' } });
    expect(JSON.stringify(entry.detail)).toContain('Europe/Berlin');
  });

  it('do not ask students to accept a page that is not there', async () => {
    expect(codes(await changed({ rulesRequired: true }))).toEqual(['bad_field']);
    taken(await addPage(ta, made.id, 'rules'));
    taken(await changed({ rulesRequired: true }));
    expect(codes(await removePage(ta, made.id, 'rules'))).toEqual(['bad_field']);
    taken(await changed({ rulesRequired: false }));
    taken(await removePage(ta, made.id, 'rules'));
    expect(await actions()).toEqual(['page.added', 'settings.changed', 'settings.changed', 'page.removed']);
  });
});

describe('the pages', () => {
  it('are added, written and taken away', async () => {
    taken(await addPage(ta, made.id, 'overview'));
    taken(await addPage(ta, made.id, 'overview.zh-TW'));
    taken(await updatePage(ta, made.id, 'overview', '# Hello'));
    expect(taken(await readPages(ta, made.id))).toEqual([
      { slug: 'overview', markdown: '# Hello' },
      { slug: 'overview.zh-TW', markdown: '' },
    ]);
    expect(codes(await addPage(ta, made.id, 'overview'))).toEqual(['name_taken']);
    expect(codes(await addPage(ta, made.id, '../secrets'))).toEqual(['bad_field']);
    taken(await removePage(ta, made.id, 'overview.zh-TW'));
    expect(codes(await removePage(ta, made.id, 'overview.zh-TW'))).toEqual(['not_found']);
    expect(codes(await updatePage(ta, made.id, 'nowhere', ''))).toEqual(['not_found']);
  });
});

describe('the files students download', () => {
  it('are added, replaced and taken away; who downloads gets the new bytes', async () => {
    const first = taken(await put(ta, 'data/train.csv', 'a\n1\n'));
    expect(readFileSync(storedPath(first.sha256), 'utf8')).toBe('a\n1\n');
    const second = taken(await put(ta, 'data/train.csv', 'a\n2\n'));
    taken(await put(ta, 'reference/start.py', 'print(1)\n', 'reference'));
    expect(taken(await assignmentFile(student, made.id, 'data/train.csv'))).toMatchObject(second);
    expect(taken(await assignmentFiles(student, made.id)).map(({ path, kind }) => [path, kind])).toEqual([
      ['data/train.csv', 'data'],
      ['reference/start.py', 'reference'],
    ]);
    taken(await removeAssignmentFile(ta, made.id, 'data/train.csv'));
    expect(codes(await assignmentFile(student, made.id, 'data/train.csv'))).toEqual(['not_found']);
    expect(await actions()).toEqual(['file.put', 'file.put', 'file.put', 'file.removed']);
  });

  it('A63 never lead out of the folder, nor hide what another part of the bundle is', async () => {
    const bad = ['../x.csv', '/etc/passwd', 'data/../../x', 'C:\\x', 'data//x', '.hidden', 'a\nb', ''];
    for (const path of [...bad, 'assignment.yaml', 'solution.csv'])
      expect([path, codes(await put(ta, path, 'x'))]).toEqual([path, ['bad_field']]);
    expect(codes(await put(ta, 'elsewhere/start.py', 'x', 'reference'))).toEqual(['bad_field']);
    expect(codes(await put(ta, 'data/empty.csv', ''))).toEqual(['bad_field']);
    expect(await db().assignmentFile.count({ where: { assignmentId: made.id } })).toBe(0);
  });

  it('keep a sample submission that would be accepted as one, and cannot do without it', async () => {
    const good = 'Id,Class\n1,a\n2,a\n3,a\n4,a\n';
    await db().assignmentFile.create({
      data: {
        assignmentId: made.id,
        kind: 'sample_submission',
        path: 'sample.csv',
        sha256: '0'.repeat(64),
        bytes: 1,
        position: 0,
      },
    });
    expect(codes(await put(ta, 'sample.csv', 'Id,Class\n1,a\n'))).not.toEqual([]);
    taken(await put(ta, 'sample.csv', good));
    expect(taken(await assignmentFiles(student, made.id))).toMatchObject([
      { kind: 'sample_submission', bytes: good.length },
    ]);
    expect(codes(await removeAssignmentFile(ta, made.id, 'sample.csv'))).toEqual(['bad_field']);
  });

  it('A19 are changed by staff alone', async () => {
    taken(await put(ta, 'data/train.csv', 'a\n'));
    const stranger = await enrolStudent(await makeCompetition({}), 'instructor');
    for (const [viewer, code] of [
      [student, 'forbidden'],
      [stranger, 'not_found'],
    ] as const) {
      expect(codes(await put(viewer, 'data/train.csv', 'b\n'))).toEqual([code]);
      expect(codes(await removeAssignmentFile(viewer, made.id, 'data/train.csv'))).toEqual([code]);
      expect(codes(await addPage(viewer, made.id, 'hints'))).toEqual([code]);
      expect(codes(await removePage(viewer, made.id, 'hints'))).toEqual([code]);
      expect(codes(await readSettings(viewer, made.id))).toEqual([code]);
    }
    expect(await actions()).toEqual(['file.put']);
  });
});
