import { rm, writeFile } from 'node:fs/promises';
import type { Competition } from '@/lib/assignment/competition';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { storeCopy, storedPath, temporaryPath } from '@/lib/platform/files/store';
import { ok, type Result } from '@/lib/platform/result';
import type { SolutionFacts } from '@/lib/staff/compile-under';
import { solutionFacts } from '@/lib/staff/solution-facts';

/**
 * Stores another version of the solution. It does not count until a regrade to it is committed. Its ids must be those of the
 * version that counts, so that every stored submission can be scored under it.
 */
export async function addSolutionVersion(
  viewer: Viewer | null,
  competitionId: string,
  bytes: Uint8Array,
  fileName: string,
): Promise<Result<{ solutionId: string; number: number }>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const { solution: active } = competition;
  const temporary = await temporaryPath();
  try {
    await writeFile(temporary, bytes);
    const facts = await solutionFacts(temporary, competition, active && storedPath(active.sha256));
    if (!facts.ok) return facts;
    return await record(viewer, competition, fileName, await storeCopy(temporary), facts.value);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function record(
  viewer: Viewer | null,
  competition: Competition,
  fileName: string,
  stored: { readonly sha256: string },
  facts: SolutionFacts,
): Promise<Result<{ solutionId: string; number: number }>> {
  const competitionId = competition.id;
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const last = await tx.solutionVersion.aggregate({ where: { competitionId }, _max: { number: true } });
    const solution = await tx.solutionVersion.create({
      data: {
        competitionId,
        number: (last._max.number ?? 0) + 1,
        sha256: stored.sha256,
        fileName: shownFileName(fileName),
        ...facts,
      },
    });
    await audit(tx, {
      actorId: viewer?.userId ?? null,
      courseId: competition.courseId,
      assignmentId: competitionId,
      action: 'solution.added',
      subject: `solution version ${solution.number}`,
      detail: { sha256: stored.sha256 },
    });
    await holdStored(tx, [stored.sha256]);
    return ok({ solutionId: solution.id, number: solution.number });
  });
}
