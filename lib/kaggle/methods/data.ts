import { dataFilePath, listDataFiles } from '@/lib/kaggle/files';
import { folderOf, summaryOf } from '@/lib/kaggle/data-tree.core';
import { json, method, named, onCompetition, paging, text, type Methods } from '@/lib/kaggle/method';
import { pageOf } from '@/lib/kaggle/paging.core';
import { makeTicket } from '@/lib/kaggle/ticket';
import { notFound } from '@/lib/identity/viewer';
import { ok } from '@/lib/platform/result';

export const data: Methods = {
  ListDataFiles: method({
    schema: named.extend(paging),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        const files = await listDataFiles(asking.viewer, access.competition.id);
        const page = files.ok ? pageOf(files.value, input) : files;
        if (!page.ok) return page;
        return json({
          files: page.value.items.map((file) => ({
            ref: file.path,
            name: file.path,
            totalBytes: file.bytes,
            creationDate: file.createdAt.toISOString(),
          })),
          nextPageToken: page.value.nextPageToken,
        });
      }),
  }),
  ListDataTreeFiles: method({
    schema: named.extend({ ...paging, path: text() }),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        const files = await listDataFiles(asking.viewer, access.competition.id);
        if (!files.ok) return files;
        const folder = folderOf(files.value, input.path);
        const page = pageOf(folder.files, input);
        if (!page.ok) return page;
        return json({ ...folder, files: page.value.items, nextPageToken: page.value.nextPageToken });
      }),
  }),
  GetCompetitionDataFilesSummary: method({
    schema: named,
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        const files = await listDataFiles(asking.viewer, access.competition.id);
        return files.ok ? json({ fileSummaryInfo: summaryOf(files.value) }) : files;
      }),
  }),
  DownloadDataFile: method({
    schema: named.extend({ fileName: text() }),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        const competitionId = access.competition.id;
        const path = await dataFilePath(asking.viewer, competitionId, input.fileName);
        if (!path.ok) return path;
        const ticket = await makeTicket(asking.viewer, { kind: 'file', competitionId, path: path.value });
        return ok({ kind: 'redirect', ticket, name: path.value.split('/').at(-1) ?? 'file' });
      }),
  }),
  DownloadDataFiles: method({
    schema: named,
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ name, access }) => {
        const competitionId = access.competition.id;
        const files = await listDataFiles(asking.viewer, competitionId);
        if (!files.ok) return files;
        const first = files.value[0];
        const allowed = first
          ? await dataFilePath(asking.viewer, competitionId, first.path)
          : notFound('data file');
        if (!allowed.ok) return allowed;
        const ticket = await makeTicket(asking.viewer, { kind: 'archive', competitionId });
        return ok({ kind: 'redirect', ticket, name: `${name}.zip` });
      }),
  }),
};
