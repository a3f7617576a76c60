import { z } from 'zod';
import { json, method, named, onCompetition, type Methods } from '@/lib/kaggle/method';
import { makeTicket } from '@/lib/kaggle/ticket';
import { notFound } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { refuse, type Problem } from '@/lib/platform/result';
import { allowanceAt, findParticipant } from '@/lib/submission/participant';
import { finishUpload, startUpload, uploadState } from '@/lib/submission/upload';

const PROBLEMS_SAID = 3;
/** Where a competition has no limit of its own. */
const UNLIMITED = 1_000_000;

export const submitting: Methods = {
  GetSubmissionLimits: method({
    schema: named,
    reads: true,
    run: ({ viewer }, input) =>
      onCompetition({ viewer, origin: '' }, input, async ({ access }) => {
        const participant = await findParticipant(db(), access.competition.id, viewer.userId);
        const { quota } = await allowanceAt(db(), access, participant?.id ?? null, access.now);
        const numTotal = participant
          ? await db().submission.count({ where: { participantId: participant.id, countsForLimit: true } })
          : 0;
        return json({ numToday: quota.used, numTotal, numAllowedNow: quota.left ?? UNLIMITED });
      }),
  }),
  StartSubmissionUpload: method({
    schema: named.extend({
      contentLength: z.coerce.number().int().min(0).default(0),
      fileName: z.string().max(2_000).default('submission.csv'),
    }),
    reads: false,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        if (input.contentLength === 0)
          return refuse({ code: 'empty_file', message: 'The file is empty: nothing was sent.' });
        const started = await startUpload(asking.viewer, {
          competitionId: access.competition.id,
          fileName: input.fileName.split(/[\\/]/).at(-1) || 'submission.csv',
          bytesTotal: input.contentLength,
        });
        if (!started.ok) return started;
        const { uploadId } = started.value;
        const ticket = await makeTicket(asking.viewer, { kind: 'upload', uploadId });
        return json({ token: uploadId, createUrl: `${asking.origin}/api/v1/upload/${ticket}` });
      }),
  }),
  CreateSubmission: method({
    schema: named.extend({
      blobFileTokens: z.union([z.string(), z.array(z.string()).transform((all) => all[0] ?? '')]).default(''),
      submissionDescription: z.string().nullish().default(''),
      sandbox: z.boolean().nullish().default(false),
    }),
    reads: false,
    run: ({ viewer, origin }, input) =>
      onCompetition({ viewer, origin }, input, async ({ access }) => {
        if (input.sandbox)
          return refuse({
            code: 'no_sandbox',
            message:
              'This site has no sandbox submissions. Nothing was submitted and no attempt was used; leave --sandbox out to submit.',
          });
        const id = z.uuid().safeParse(input.blobFileTokens);
        const state = id.success ? await uploadState(viewer, id.data) : notFound('upload');
        if (!state.ok) return state;
        if (state.value.competitionId !== access.competition.id) return notFound('upload');
        const receipt = await finishUpload(viewer, state.value.uploadId, {
          description: input.submissionDescription ?? '',
          source: 'kaggle',
        });
        if (!receipt.ok) return receipt;
        const { status, problems, problemCount, submissionId } = receipt.value;
        if (status === 'invalid') return refuse(...badFile(problems, problemCount));
        const { title } = access.competition;
        return json({ message: `Successfully submitted to ${title}`, ref: submissionId });
      }),
  }),
  CreateCodeSubmission: method({
    schema: z.unknown(),
    reads: true,
    run: () =>
      Promise.resolve(
        refuse({
          code: 'no_notebooks',
          message: 'This site runs no notebooks: submit the prediction file with -f, without -k and -v.',
        }),
      ),
  }),
};

/** What is wrong with a refused file, each on a line of its own. */
function badFile(problems: readonly Problem[], count: number): readonly Problem[] {
  const said = problems.slice(0, PROBLEMS_SAID);
  const more = count - said.length;
  const rest = more > 0 ? ` ${more} more ${more === 1 ? 'problem' : 'problems'}.` : '';
  return [
    ...said,
    {
      code: 'bad_file',
      message: `The file was not accepted; no attempt was used.${rest}`,
    },
  ];
}
