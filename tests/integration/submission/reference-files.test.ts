import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';
import { downloadFile, referenceViews } from '@/lib/submission/reference-files';
import { enrolStudent, makeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';

await useDatabase();

async function addFile(
  assignmentId: string,
  kind: 'data' | 'reference' | 'metric',
  path: string,
  text: string,
) {
  const file = await temporaryPath();
  writeFileSync(file, text);
  const stored = await storeCopy(file);
  await db().assignmentFile.create({
    data: { assignmentId, kind, path, sha256: stored.sha256, bytes: stored.bytes, position: 0 },
  });
}

async function makeAssignment(): Promise<{ id: string; student: Viewer }> {
  await setDatabaseClock('2021-03-20T00:00:00Z');
  const made = await makeCompetition({});
  await addFile(made.id, 'data', 'data/train_11.npy', '{{DATA_URL:train_11.npy}}');
  await addFile(made.id, 'reference', 'reference/a.py', 'url = "{{DATA_URL:train_11.npy}}"\n');
  await addFile(made.id, 'reference', 'reference/plain.py', 'print(1)\n');
  await addFile(made.id, 'metric', 'metric.mjs', '{{DATA_URL:train_11.npy}}');
  return { id: made.id, student: await enrolStudent(made) };
}

async function textOf(viewer: Viewer, id: string, path: string): Promise<string | null> {
  const file = await downloadFile(viewer, id, path);
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  return file.value.text;
}

describe('downloading reference code', () => {
  it('fills in the addresses of the data; data itself and code without a place for one go as they are', async () => {
    const { id, student } = await makeAssignment();
    const url = `${env().publicUrl}/api/assignments/${id}/files/data/train_11.npy`;
    expect(await textOf(student, id, 'reference/a.py')).toBe(`url = "${url}"\n`);
    expect(await textOf(student, id, 'reference/plain.py')).toBeNull();
    expect(await textOf(student, id, 'data/train_11.npy')).toBeNull();
  });

  it('shows reference code, filled in, and neither data nor a metric', async () => {
    const { id, student } = await makeAssignment();
    const views = await referenceViews(student, id);
    expect(views.ok && views.value.map((each) => each.path)).toEqual([
      'reference/a.py',
      'reference/plain.py',
    ]);
    expect(views.ok && views.value[0]?.markdown).toMatch(/^```python\nurl = "http.*train_11\.npy"\n```$/);
  });

  it('gives nothing before the rules are accepted where they must be, and nothing to strangers (A17)', async () => {
    const { id, student } = await makeAssignment();
    await db().competition.update({ where: { assignmentId: id }, data: { rulesRequired: true } });
    expect(await referenceViews(student, id)).toEqual({ ok: true, value: [] });
    expect((await downloadFile(student, id, 'reference/a.py')).ok).toBe(false);
    const stranger = await enrolStudent(await makeCompetition({}));
    expect(await downloadFile(stranger, id, 'reference/a.py')).toMatchObject({
      ok: false,
      problems: [{ code: 'not_found' }],
    });
    expect((await downloadFile(student, id, 'metric.mjs')).ok).toBe(false);
  });
});
