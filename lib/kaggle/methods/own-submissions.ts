import { z } from 'zod';
import {
  enumOf,
  json,
  method,
  named,
  onCompetition,
  paging,
  reference,
  text,
  type Methods,
} from '@/lib/kaggle/method';
import { pageOf } from '@/lib/kaggle/paging.core';
import { listOwn, oneOwn } from '@/lib/kaggle/submissions';
import { makeTicket } from '@/lib/kaggle/ticket';
import { ok } from '@/lib/platform/result';
import { submissionFile } from '@/lib/submission/own-submission';

const SORTS = ['DATE', 'NAME', 'PRIVATE_SCORE', 'PUBLIC_SCORE'] as const;
const GROUPS = ['ALL', 'SUCCESSFUL', 'SELECTED'] as const;

export const ownSubmissions: Methods = {
  ListSubmissions: method({
    schema: named.extend({ ...paging, sortBy: text(), group: text() }),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async (found) => {
        const sortBy = enumOf(input.sortBy, 'SUBMISSION_SORT_BY_', SORTS, 'DATE');
        const group = enumOf(input.group, 'SUBMISSION_GROUP_', GROUPS, 'ALL');
        const own = await listOwn(asking.viewer, found, sortBy, group);
        const page = own.ok ? pageOf(own.value, input) : own;
        if (!page.ok) return page;
        return json({ submissions: page.value.items, nextPageToken: page.value.nextPageToken });
      }),
  }),
  GetSubmission: method({
    schema: z.object({ ref: reference }),
    reads: true,
    run: async ({ viewer }, { ref }) => {
      const own = await oneOwn(viewer, ref);
      return own.ok ? json(own.value) : own;
    },
  }),
  DownloadSubmission: method({
    schema: z.object({ submissionId: reference }),
    reads: true,
    run: async ({ viewer }, { submissionId }) => {
      const file = await submissionFile(viewer, submissionId);
      if (!file.ok) return file;
      const ticket = await makeTicket(viewer, { kind: 'submission', submissionId });
      return ok({ kind: 'redirect', ticket, name: file.value.fileName });
    },
  }),
};
