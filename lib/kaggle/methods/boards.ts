import { z } from 'zod';
import { boardArchive, boardLines, teamSubmissions } from '@/lib/kaggle/board';
import { json, method, named, onCompetition, paging, reference, type Methods } from '@/lib/kaggle/method';
import { pageOf } from '@/lib/kaggle/paging.core';
import { ok } from '@/lib/platform/result';

export const boards: Methods = {
  GetLeaderboard: method({
    schema: named.extend(paging),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async (found) => {
        const lines = await boardLines(asking.viewer, found);
        const page = lines.ok ? pageOf(lines.value, input) : lines;
        if (!page.ok) return page;
        return json({ submissions: page.value.items, nextPageToken: page.value.nextPageToken });
      }),
  }),
  DownloadLeaderboard: method({
    schema: named,
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async (found) => {
        const bytes = await boardArchive(asking.viewer, found);
        return bytes.ok ? ok({ kind: 'zip', bytes: bytes.value, fileName: `${found.name}.zip` }) : bytes;
      }),
  }),
  ListTeamPublicSubmissions: method({
    schema: z.object({ teamId: reference }),
    reads: true,
    run: async ({ viewer }, { teamId }) => {
      const submissions = await teamSubmissions(viewer, teamId);
      return submissions.ok ? json({ submissions: submissions.value }) : submissions;
    },
  }),
};
