import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyImport } from '@/lib/bundle/import-bundle';
import { readBundle } from '@/lib/bundle/read-bundle';
import { createCourse } from '@/lib/identity/courses';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { settingsSchema } from '@/lib/staff/update-settings';
import { useDatabase } from '../support/database';
import { codes, makePerson } from '../identity/support/people';

/** Folders as people write them: zones by abbreviation, midnight as 24:00, labels without quotes, texts in other encodings. */

await useDatabase();
afterAll(closeSharedPool);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  cpSync(path.join('courses', 'demo', 'digits'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => path.join(folder, name);
function edit(name: string, change: (text: string) => string): void {
  writeFileSync(inFolder(name), change(readFileSync(inFolder(name), 'utf8')));
}
async function problems() {
  const bundle = await readBundle(folder);
  return bundle.ok ? [] : bundle.problems;
}

describe('a time zone', () => {
  it.each(['CST', 'IST', 'EST', 'MST', 'Etc/GMT+8', 'GMT+8', 'Taipei'])(
    '%s is taken nowhere',
    async (zone) => {
      edit('assignment.yaml', (text) =>
        text
          .replace(/^timezone: .*$/m, `timezone: ${zone}`)
          .replace(/limit_timezone: .*$/m, `limit_timezone: ${zone}`),
      );
      expect((await problems()).map(({ field, line }) => [field, typeof line])).toEqual([
        ['timezone', 'number'],
        ['competition.limit_timezone', 'number'],
      ]);
      expect((await problems())[0]?.message).toMatch(/place that is meant: .*(Asia|America)\//);
      const settings = settingsSchema.safeParse({ timezone: zone, limitTimezone: zone });
      const wrong = settings.success ? [] : settings.error.issues.filter(({ code }) => code === 'custom');
      expect(wrong.map((issue) => issue.path.join())).toEqual(['timezone', 'limitTimezone']);
      const viewer = { ...(await makePerson()), canCreateCourses: true };
      expect(codes(await createCourse(viewer, { slug: 'zones', title: 'Zones', timezone: zone }))).toEqual([
        'bad_timezone',
      ]);
    },
  );
});

describe('times', () => {
  it.each([
    ['2026-12-14T24:00:00', 'write 2026-12-15T00:00, or 2026-12-14T23:59'],
    ['2026-11-31T12:00:00', 'no calendar'],
  ])('closes: %s says what to write', async (time, why) => {
    edit('assignment.yaml', (text) => text.replace(/^closes: .*$/m, `closes: ${time}`));
    expect((await problems())[0]).toMatchObject({ field: 'closes' });
    expect((await problems())[0]?.message).toContain(why);
  });
});

describe('what YAML takes for something else', () => {
  it.each([
    ['[True, False]', 'competition.labels.0', '"True"'],
    ['[1.0, 2.0]', 'competition.labels.0', '"1.0" or "1"'],
    ['[007, 008]', 'competition.labels.0', '"007" or "7"'],
    ['[1e3]', 'competition.labels.0', '"1e3" or "1000"'],
    ['[~]', 'competition.labels.0', '"~"'],
  ])('labels: %s says what to put in quotation marks', async (labels, field, quoted) => {
    edit('assignment.yaml', (text) =>
      text.replace(/^ {2}labels:.*$/m, '').replace(/^competition:$/m, `competition:\n  labels: ${labels}`),
    );
    expect((await problems())[0]).toMatchObject({ field, file: 'assignment.yaml' });
    expect((await problems())[0]?.message).toContain(quoted);
  });

  it('a title that is a number says it, too', async () => {
    edit('assignment.yaml', (text) => text.replace(/^title: .*$/m, 'title: 2026'));
    expect((await problems())[0]?.message).toContain('"2026"');
  });
});

describe('texts of a folder', () => {
  it('in UTF-16 are read; in another encoding they are refused with what they would read as', async () => {
    writeFileSync(inFolder('rules.md'), iconv.encode('# 規則\n', 'utf-16le', { addBOM: true }));
    const bundle = await readBundle(folder);
    if (!bundle.ok) throw new Error(JSON.stringify(bundle.problems));
    expect((await applyImport(bundle.value, null)).ok).toBe(true);
    const page = await db().assignmentPage.findFirstOrThrow({
      where: { slug: 'rules' },
      orderBy: { assignmentId: 'desc' },
    });
    expect(page.markdown).toBe('# 規則\n');
    writeFileSync(inFolder('rules.md'), iconv.encode('# 作業規則說明\n', 'big5'));
    expect(await problems()).toMatchObject([{ code: 'not_utf8', file: 'rules.md' }]);
    expect((await problems())[0]?.message).toContain('作業規則說明');
    edit('rules.md', () => '# Rules\n');
    writeFileSync(inFolder('assignment.yaml'), iconv.encode('title: 作業一\n', 'big5'));
    expect(await problems()).toMatchObject([{ code: 'not_utf8', file: 'assignment.yaml' }]);
  });
});
