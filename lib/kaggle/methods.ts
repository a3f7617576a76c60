import { z } from 'zod';
import { boardArchive, boardLines } from '@/lib/kaggle/board';
import {
  competitionByName,
  competitionsOf,
  describeCompetition,
  type NamedCompetition,
} from '@/lib/kaggle/competitions';
import { dataFilePath, listDataFiles } from '@/lib/kaggle/files';
import { pageOf } from '@/lib/kaggle/paging.core';
import { listOwn, oneOwn } from '@/lib/kaggle/submissions';
import { makeTicket } from '@/lib/kaggle/ticket';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { ok, refuse, type Result } from '@/lib/platform/result';
import { finishUpload, startUpload, uploadState } from '@/lib/submission/upload';

/** What a method answers with: JSON, a place to go to, or a file. */
export type Answer =
  | { readonly kind: 'json'; readonly value: object }
  /** Path on this site; its last part is the file's name. */
  | { readonly kind: 'redirect'; readonly path: string }
  | { readonly kind: 'zip'; readonly bytes: Buffer; readonly fileName: string };

interface Method<Input> {
  readonly schema: z.ZodType<Input>;
  /** Whether a token that may only read may call it. */
  readonly reads: boolean;
  run(viewer: Viewer, input: Input, origin: string): Promise<Result<Answer>>;
}

function method<Input>(definition: Method<Input>): Method<unknown> {
  return definition as Method<unknown>;
}

/** Fields at their default are left out by clients, and newer clients send fields we don't know: both are fine. */
const name = z.object({ competitionName: z.string().default('') });
const paging = {
  pageSize: z.coerce.number().int().optional(),
  pageToken: z.string().optional(),
  page: z.coerce.number().int().optional(),
};
const json = (value: object): Result<Answer> => ok({ kind: 'json', value });

async function onCompetition(
  viewer: Viewer,
  input: { readonly competitionName: string },
  act: (named: NamedCompetition) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const named = await competitionByName(viewer, input.competitionName);
  return named.ok ? act(named.value) : named;
}

const PROBLEMS_SAID = 3;

/** The methods of the public client's competition service, by name (docs/kaggle-client.md). */
export const METHODS: Readonly<Record<string, Method<unknown>>> = {
  ListCompetitions: method({
    schema: z.object({ ...paging, search: z.string().default('') }),
    reads: true,
    run: async (viewer, input) => {
      const page = pageOf(await competitionsOf(viewer, input.search), input);
      if (!page.ok) return page;
      const competitions = await Promise.all(
        page.value.items.map((each) => describeCompetition(viewer, each)),
      );
      return json({ competitions, nextPageToken: page.value.nextPageToken });
    },
  }),
  GetCompetition: method({
    schema: name,
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async (named) => json(await describeCompetition(viewer, named))),
  }),
  ListDataFiles: method({
    schema: name.extend(paging),
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async ({ access }) => {
        const files = await listDataFiles(viewer, access.competition.id);
        const page = files.ok ? pageOf(files.value, input) : files;
        if (!page.ok) return page;
        return json({
          files: page.value.items.map((file) => ({
            ref: file.path,
            name: file.path,
            totalBytes: file.bytes,
            creationDate: file.createdAt,
          })),
          nextPageToken: page.value.nextPageToken,
        });
      }),
  }),
  DownloadDataFile: method({
    schema: name.extend({ fileName: z.string().default('') }),
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async ({ access }) => {
        const competitionId = access.competition.id;
        const path = await dataFilePath(viewer, competitionId, input.fileName);
        if (!path.ok) return path;
        const ticket = await makeTicket(viewer, { kind: 'file', competitionId, path: path.value });
        return redirect(ticket, path.value.split('/').at(-1) ?? 'file');
      }),
  }),
  DownloadDataFiles: method({
    schema: name,
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async (named) => {
        const competitionId = named.access.competition.id;
        const files = await listDataFiles(viewer, competitionId);
        if (!files.ok) return files;
        const first = files.value[0];
        const allowed = first ? await dataFilePath(viewer, competitionId, first.path) : notFound('data file');
        if (!allowed.ok) return allowed;
        return redirect(await makeTicket(viewer, { kind: 'archive', competitionId }), `${named.name}.zip`);
      }),
  }),
  StartSubmissionUpload: method({
    schema: name.extend({
      contentLength: z.coerce.number().int().min(0).default(0),
      fileName: z.string().max(2_000).default('submission.csv'),
    }),
    reads: false,
    run: (viewer, input, origin) =>
      onCompetition(viewer, input, async ({ access }) => {
        if (input.contentLength === 0)
          return refuse({ code: 'empty_file', message: 'The file is empty: nothing was sent.' });
        const started = await startUpload(viewer, {
          competitionId: access.competition.id,
          fileName: input.fileName.split(/[\\/]/).at(-1) || 'submission.csv',
          bytesTotal: input.contentLength,
        });
        if (!started.ok) return started;
        const { uploadId } = started.value;
        const ticket = await makeTicket(viewer, { kind: 'upload', uploadId });
        return json({ token: uploadId, createUrl: `${origin}/api/v1/upload/${ticket}` });
      }),
  }),
  CreateSubmission: method({
    schema: name.extend({
      blobFileTokens: z.union([z.string(), z.array(z.string()).transform((all) => all[0] ?? '')]).default(''),
      submissionDescription: z.string().default(''),
    }),
    reads: false,
    run: (viewer, input) =>
      onCompetition(viewer, input, async ({ access }) => {
        const id = z.uuid().safeParse(input.blobFileTokens);
        const state = id.success ? await uploadState(viewer, id.data) : notFound('upload');
        if (!state.ok) return state;
        if (state.value.competitionId !== access.competition.id) return notFound('upload');
        const receipt = await finishUpload(viewer, state.value.uploadId, {
          description: input.submissionDescription,
          source: 'kaggle',
        });
        if (!receipt.ok) return receipt;
        const { status, problems, problemCount, submissionId } = receipt.value;
        if (status === 'invalid')
          return refuse({ code: 'bad_file', message: badFile(problems, problemCount) });
        const { title } = access.competition;
        return json({ message: `Successfully submitted to ${title}`, ref: submissionId });
      }),
  }),
  ListSubmissions: method({
    schema: name.extend({
      ...paging,
      sortBy: z.string().default(''),
      group: z.string().default(''),
    }),
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async (named) => {
        const own = await listOwn(
          viewer,
          named,
          enumOf(
            input.sortBy,
            'SUBMISSION_SORT_BY_',
            ['DATE', 'NAME', 'PRIVATE_SCORE', 'PUBLIC_SCORE'],
            'DATE',
          ),
          enumOf(input.group, 'SUBMISSION_GROUP_', ['ALL', 'SUCCESSFUL', 'SELECTED'], 'ALL'),
        );
        const page = own.ok ? pageOf(own.value, input) : own;
        return page.ok
          ? json({ submissions: page.value.items, nextPageToken: page.value.nextPageToken })
          : page;
      }),
  }),
  GetSubmission: method({
    schema: z.object({ ref: z.coerce.number().int().min(0).max(2_147_483_647).default(0) }),
    reads: true,
    run: async (viewer, { ref }) => {
      const own = await oneOwn(viewer, ref);
      return own.ok ? json(own.value) : own;
    },
  }),
  GetLeaderboard: method({
    schema: name.extend(paging),
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async (named) => {
        const lines = await boardLines(viewer, named);
        const page = lines.ok ? pageOf(lines.value, input) : lines;
        return page.ok
          ? json({ submissions: page.value.items, nextPageToken: page.value.nextPageToken })
          : page;
      }),
  }),
  DownloadLeaderboard: method({
    schema: name,
    reads: true,
    run: (viewer, input) =>
      onCompetition(viewer, input, async (named) => {
        const bytes = await boardArchive(viewer, named);
        return bytes.ok ? ok({ kind: 'zip', bytes: bytes.value, fileName: `${named.name}.zip` }) : bytes;
      }),
  }),
};

function redirect(ticket: string, fileName: string): Result<Answer> {
  return ok({ kind: 'redirect', path: `/api/v1/download/${ticket}/${encodeURIComponent(fileName)}` });
}

function badFile(problems: readonly { readonly message: string }[], count: number): string {
  const said = problems.slice(0, PROBLEMS_SAID).map((each) => each.message);
  const more = count - said.length;
  return [...said, ...(more > 0 ? [`(${more} more)`] : []), 'No attempt was used.'].join(' ');
}

/** An enum travels by name; with or without its prefix, in any case; anything else is the default. */
function enumOf<T extends string>(value: string, prefix: string, all: readonly T[], fallback: T): T {
  const bare = value.toUpperCase().replace(prefix, '');
  return all.find((each) => each === bare) ?? fallback;
}
