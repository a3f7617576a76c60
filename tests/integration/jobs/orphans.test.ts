import { createHash, randomUUID } from 'node:crypto';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { removeOrphans } from '@/lib/jobs/orphans';
import { db } from '@/lib/platform/database/client';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { isStored, storeCopy, storedPath, temporaryPath } from '@/lib/platform/files/store';
import { enrolStudent, makeCompetition } from '../support/competition';
import { useDatabase } from '../support/database';

await useDatabase();

const DAY_MS = 24 * 3_600_000;

async function stored(text: string, ageMs: number): Promise<string> {
  const file = await temporaryPath(randomUUID());
  writeFileSync(file, text);
  const { sha256 } = await storeCopy(file);
  const at = new Date(Date.now() - ageMs);
  utimesSync(storedPath(sha256), at, at);
  return sha256;
}

describe('A71: files of requests that were killed before the commit', () => {
  it('are swept once they are old; what a row names, and what is new, stays', async () => {
    const competition = await makeCompetition({});
    const student = await enrolStudent(competition);
    const orphan = await stored('Id,Class\n1,x\n', 2 * DAY_MS);
    const underWay = await stored('Id,Class\n1,y\n', 1_000);
    const kept = await stored('Id,Class\n1,z\n', 2 * DAY_MS);
    const solution = await db().solutionVersion.findUniqueOrThrow({ where: { id: competition.solutionId } });
    const old = new Date(Date.now() - 2 * DAY_MS);
    utimesSync(storedPath(solution.sha256), old, old);
    const participant = await db().participant.create({
      data: { competitionId: competition.id, userId: student.userId },
    });
    await db().submission.create({
      data: {
        competitionId: competition.id,
        participantId: participant.id,
        status: 'queued',
        sha256: kept,
        fileBytes: 1,
        fileName: 'p.csv',
        quotaDay: '2021-03-20',
        acceptedAt: new Date('2021-03-20T10:00:00Z'),
        source: 'web',
        countsForLimit: true,
      },
    });
    expect(await removeOrphans()).toBeGreaterThanOrEqual(1);
    expect(await Promise.all([orphan, underWay, kept, solution.sha256].map(isStored))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('A88: one that is stored again is not touched, and stays for who is about to name it', async () => {
    const text = `Id,Class\n1,${createHash('sha256').update(randomUUID()).digest('hex')}\n`;
    const sha256 = await stored(text, 2 * DAY_MS);
    const before = statSync(storedPath(sha256));
    await db().$transaction(async (tx) => {
      const again = await temporaryPath(randomUUID());
      writeFileSync(again, text);
      await storeCopy(again);
      await holdStored(tx, [sha256]);
      await removeOrphans();
      expect(await isStored(sha256)).toBe(true);
    });
    const { ino, mtimeMs, ctimeMs } = statSync(storedPath(sha256));
    expect({ ino, mtimeMs, ctimeMs }).toEqual({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
      ctimeMs: before.ctimeMs,
    });
    await removeOrphans();
    expect(await isStored(sha256)).toBe(false);
    const tooLate = db().$transaction((tx) => holdStored(tx, [sha256]));
    await expect(tooLate).rejects.toThrow(/has gone/);
  });
});
