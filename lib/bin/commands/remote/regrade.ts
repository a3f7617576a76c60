import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { remoteSite, type RemoteOptions } from '@/lib/bin/commands/remote/student';
import { assignmentPath, type RemoteSite } from '@/lib/bin/remote/client';
import { progressBar } from '@/lib/bin/remote/progress';
import { runRegrade, type RegradeDesk, type RegradeOptions, type SolutionRef } from '@/lib/bin/regrade-flow';
import type { RegradeState } from '@/lib/staff/regrade-list';
import type { RegradePreview } from '@/lib/staff/regrade-preview';

const POLL_MS = 500;

/** A regrade over the REST API of a site; the site's worker scores. */
export async function remoteRegrade(
  assignment: string,
  options: RemoteOptions & RegradeOptions,
): Promise<void> {
  const site = await remoteSite(options);
  await runRegrade(deskOf(site, assignmentPath(assignment), options.json ?? false), options);
}

function deskOf(site: RemoteSite, at: string, isQuiet: boolean): RegradeDesk {
  const onRun = (runId: string): string => `/staff/regrades/${runId}`;
  return {
    precision: async () => (await site.ask<{ precision: number }>(at)).precision,
    state: () => site.ask<RegradeState>(`${at}/staff/regrades`),
    addSolution: async (file) => {
      const bar = await progressBar('solution', !isQuiet);
      const request = { method: 'POST', type: 'text/csv', query: { fileName: path.basename(file) } } as const;
      return site
        .sendFile<SolutionRef>(`${at}/staff/solutions`, file, request, bar.update)
        .finally(() => bar.stop());
    },
    start: (solutionId, reason) =>
      site.ask(`${at}/staff/regrades`, { method: 'POST', json: { solutionId, reason } }),
    wait: () => pause(POLL_MS),
    preview: (runId) => site.ask<RegradePreview>(onRun(runId)),
    commit: (runId) => site.ask(`${onRun(runId)}/commit`, { method: 'POST' }),
    cancel: (runId) => site.ask(`${onRun(runId)}/cancel`, { method: 'POST' }),
  };
}
