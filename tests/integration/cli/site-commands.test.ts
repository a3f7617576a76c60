import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/identity/viewer';
import { scoreSubmission } from '@/lib/jobs/handlers/score-submission';
import { db } from '@/lib/platform/database/client';
import { storedPath, temporaryPath } from '@/lib/platform/files/store';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { acceptSubmission } from '@/lib/submission/accept-submission';
import { enrolStudent, makeCompetition, type MadeCompetition } from '../support/competition';
import { setDatabaseClock, useDatabase } from '../support/database';
import { saddlepoint } from './support';

await useDatabase();
afterAll(closeSharedPool);

const SWAPPED = 'Id,Class,Usage\n1,b,Public\n2,a,Public\n3,b,Private\n4,a,Private\n';
let competition: MadeCompetition;
let name: string;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-cli-'));
  await setDatabaseClock('2021-03-20T10:00:00Z');
  competition = await makeCompetition({ dailyLimit: null });
  const found = await db().assignment.findUniqueOrThrow({
    where: { id: competition.id },
    include: { course: true },
  });
  name = `${found.course.slug}/${found.slug}`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function scored(viewer: Viewer, labels: string): Promise<{ id: number; sha256: string }> {
  const text = `Id,Class\n${[...labels].map((label, index) => `${index + 1},${label}\n`).join('')}`;
  const temporary = await temporaryPath(randomUUID());
  writeFileSync(temporary, text);
  const receipt = await acceptSubmission(
    viewer,
    { competitionId: competition.id, description: '', source: 'cli', idempotencyKey: null },
    {
      path: temporary,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: text.length,
      fileName: 'p.csv',
      receivedAt: new Date('2021-03-20T10:00:00Z'),
    },
  );
  if (!receipt.ok) throw new Error(JSON.stringify(receipt.problems));
  await scoreSubmission({ submissionId: receipt.value.submissionId }, { isLast: true });
  return { id: receipt.value.submissionId, sha256: receipt.value.sha256 };
}

const activeSolution = async (): Promise<string | null> =>
  (await db().competition.findUniqueOrThrow({ where: { assignmentId: competition.id } })).activeSolutionId;

describe('saddlepoint regrade', () => {
  it('A41: previews what changes on both boards, changes nothing without a yes, and commits with one; each act is audited', async () => {
    const student = await enrolStudent(competition);
    const { id } = await scored(student, 'abab');
    const solution = path.join(folder, 'solution-2.csv');
    writeFileSync(solution, SWAPPED);
    const shown = await saddlepoint(['regrade', name, '--solution', solution]);
    expect(shown.stdout).toContain('solution version 2: 1 of 1 scores change');
    expect(shown.stdout).toMatch(
      /public 1 \(1\.00000\) -> 1 \(0\.00000\)\tprivate 1 \(1\.00000\) -> 1 \(0\.00000\)/,
    );
    expect(shown.stderr).toContain('--yes');
    expect(shown.code).toBe(1);
    expect(await activeSolution()).toBe(competition.solutionId);

    const done = await saddlepoint(['regrade', name, '--yes', '--json', '--reason', 'labels were swapped']);
    expect({ ...done, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({
      committed: true,
      solutionVersion: 2,
      submissionsChanged: 1,
      changes: [{ scoreBefore: 1, scoreAfter: 0, privateBefore: 1, privateAfter: 0 }],
    });
    expect(await activeSolution()).not.toBe(competition.solutionId);
    const entry = await db().boardEntry.findFirstOrThrow({ where: { competitionId: competition.id } });
    expect([entry.bestScore, entry.bestSubmissionId]).toEqual([0, id]);
    const lines = await db().auditEntry.findMany({
      where: { assignmentId: competition.id, actorId: null },
      select: { action: true },
      orderBy: { id: 'asc' },
    });
    const acts = lines.map((line) => line.action).filter((action) => /^(regrade|solution)\./.test(action));
    expect(acts).toEqual([
      'solution.added',
      'regrade.started',
      'regrade.previewed',
      'regrade.cancelled',
      'regrade.started',
      'regrade.previewed',
      'regrade.committed',
    ]);
  });

  it('refuses an assignment and a version that are not there, with exit code 1, and wrong usage with 2', async () => {
    const [unknown, version, usage] = await Promise.all([
      saddlepoint(['regrade', 'no/such', '--yes', '--json']),
      saddlepoint(['regrade', name, '--to', '7', '--yes']),
      saddlepoint(['regrade']),
    ]);
    expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([
      1,
      { problems: [{ code: 'not_found' }] },
    ]);
    expect([version.code, version.stderr]).toEqual([1, 'There is no solution version 7; there are: 1.\n']);
    expect(usage.code).toBe(2);
  });
});

describe('saddlepoint doctor', () => {
  it('finds a site well, and says what is lost when a stored file is gone', async () => {
    const { sha256 } = await scored(await enrolStudent(competition), 'abba');
    const well = await saddlepoint(['doctor', '--json']);
    const report = JSON.parse(well.stdout) as {
      healthy: boolean;
      findings: { check: string; level: string }[];
    };
    expect(report.findings.filter((each) => each.level === 'bad')).toEqual([]);
    expect([well.code, report.healthy]).toEqual([0, true]);
    expect(report.findings.map((each) => each.check)).toEqual(
      expect.arrayContaining([
        'runtime',
        'data directory',
        'database',
        'clock',
        'migrations',
        'files',
        'worker',
        'queue',
      ]),
    );
    rmSync(storedPath(sha256));
    const ill = await saddlepoint(['doctor']);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toContain(`BAD  files: 1 of `);
    expect(ill.stdout).toContain(sha256);
    await db().submission.deleteMany({ where: { sha256 } });
  });

  it('says when mail and sign-in are set up and do not answer', async () => {
    const ill = await saddlepoint(['doctor'], {
      SADDLEPOINT_SMTP_URL: 'smtp://127.0.0.1:9',
      SADDLEPOINT_OIDC_ISSUER: 'http://127.0.0.1:9',
      SADDLEPOINT_OIDC_CLIENT_ID: 'x',
    });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/BAD {2}mail: 127\.0\.0\.1:9: .*ECONNREFUSED/);
    expect(ill.stdout).toContain('BAD  sign-in provider: ');
  });
});

describe('saddlepoint backup', () => {
  it('writes an archive once, verifies it, and refuses to overwrite and to restore over a site in use', async () => {
    const file = path.join(folder, 'site.zip');
    const written = await saddlepoint(['backup', file, '--json']);
    expect([written.code, written.stderr]).toEqual([0, '']);
    expect(JSON.parse(written.stdout)).toMatchObject({ madeAt: '2021-03-20T10:00:00.000Z', missing: [] });
    expect((await saddlepoint(['backup', file])).code).toBe(1);
    const verified = await saddlepoint(['backup', '--verify', file]);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('is whole')]);
    const restored = await saddlepoint(['restore', file, '--json']);
    expect([restored.code, JSON.parse(restored.stdout)]).toMatchObject([
      1,
      { problems: [{ code: expect.stringMatching(/^site_(running|not_empty)$/) as string }] },
    ]);
  });
});
