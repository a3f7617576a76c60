import { readFile, rm, writeFile } from 'node:fs/promises';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { shownFileName } from '@/lib/platform/file-name.core';
import { holdStored } from '@/lib/platform/files/hold-stored';
import { storeCopy, storedPath, temporaryPath } from '@/lib/platform/files/store';
import { ok, refuse, type Result } from '@/lib/platform/result';
import type { CompiledSolution } from '@/lib/prediction/prediction.types';
import { compileUnder, countUsage } from '@/lib/staff/compile-under';

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
  const compiled = compileUnder(competition, bytes);
  if (!compiled.ok) return compiled;
  if (competition.solution) {
    const active = compileUnder(competition, await readFile(storedPath(competition.solution.sha256)));
    if (!active.ok) return active;
    const same = compareIds(active.value, compiled.value);
    if (!same.ok) return same;
  }
  const stored = await store(bytes);
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const last = await tx.solutionVersion.aggregate({ where: { competitionId }, _max: { number: true } });
    const solution = await tx.solutionVersion.create({
      data: {
        competitionId,
        number: (last._max.number ?? 0) + 1,
        sha256: stored.sha256,
        fileName: shownFileName(fileName),
        ...countUsage(compiled.value),
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

function compareIds(active: CompiledSolution, added: CompiledSolution): Result<null> {
  const known = new Set(Array.from({ length: active.rows }, (_, row) => active.ids.idOf(row)));
  let foreign = 0;
  for (let row = 0; row < added.rows; row += 1) if (!known.has(added.ids.idOf(row))) foreign += 1;
  if (foreign === 0 && added.rows === active.rows) return ok(null);
  const message = `The new solution has ${added.rows} rows, ${foreign} of them with ids that the present one does not have; it has ${active.rows}. Both must have the same ids.`;
  return refuse({ code: 'other_ids', message });
}

async function store(bytes: Uint8Array): Promise<{ sha256: string }> {
  const temporary = await temporaryPath();
  try {
    await writeFile(temporary, bytes);
    return await storeCopy(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}
