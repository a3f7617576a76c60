import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { refusal, take } from '@/lib/bin/cli-output';
import { runRegrade, type RegradeDesk, type RegradeOptions } from '@/lib/bin/regrade-flow';
import { withDatabase } from '@/lib/bin/with-database';
import { findCompetitionId, loadCompetition } from '@/lib/assignment/competition';
import { regrade } from '@/lib/jobs/handlers/regrade';
import { workerIsAlive } from '@/lib/jobs/heartbeat';
import { db } from '@/lib/platform/database/client';
import { closeSharedPool } from '@/lib/platform/threads/pool';
import { addSolutionVersion } from '@/lib/staff/add-solution';
import { cancelRegrade, commitRegrade, startRegrade } from '@/lib/staff/regrade';
import { regradeState } from '@/lib/staff/regrade-list';
import { previewRegrade } from '@/lib/staff/regrade-preview';

const POLL_MS = 300;

/** A regrade on the server. */
export async function regradeCommand(assignment: string, options: RegradeOptions): Promise<void> {
  await withDatabase(async () => {
    try {
      await runRegrade(deskOf(await competitionId(assignment)), options);
    } finally {
      await closeSharedPool();
    }
  });
}

function deskOf(id: string): RegradeDesk {
  return {
    precision: async () => (await loadCompetition(db(), id))?.precision ?? 5,
    state: async () => take(await regradeState(null, id)),
    addSolution: async (file) =>
      take(await addSolutionVersion(null, id, await readFile(file), path.basename(file))),
    start: async (solutionId, reason) => take(await startRegrade(null, id, { solutionId }, reason)),
    // Where a worker runs, it scores; where none does, this process. Both at once would do no harm.
    wait: async (runId) => ((await workerIsAlive()) ? pause(POLL_MS) : regrade({ runId }, { isLast: true })),
    preview: async (runId) => take(await previewRegrade(null, runId)),
    commit: async (runId) => void take(await commitRegrade(null, runId)),
    cancel: async (runId) => void take(await cancelRegrade(null, runId)),
  };
}

async function competitionId(assignment: string): Promise<string> {
  const [course, slug, ...rest] = assignment.split('/');
  const id = course && slug && rest.length === 0 ? await findCompetitionId(db(), course, slug) : null;
  if (!id) throw refusal('not_found', `There is no assignment ${assignment}; write course/assignment.`);
  return id;
}
