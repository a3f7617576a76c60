import { z } from 'zod';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { handinPart, isMasked } from '@/lib/handin/handin-part';
import { entriesSchema } from '@/lib/handin/handin-view';
import { withoutNames } from '@/lib/handin/mask.core';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { storedPath } from '@/lib/platform/files/store';
import type { SimilarityRun } from '@/lib/platform/prisma-client/client';
import { codeLines, pageShare } from '@/lib/platform/rendering/renderer';
import { ok, type Result } from '@/lib/platform/result';
import type { Share } from '@/lib/platform/threads/crew';
import { sharedPool } from '@/lib/platform/threads/pool';
import type { StoredHandin } from '@/lib/review/similarity/code-source';
import type { CodePiece } from '@/lib/review/similarity/similarity.types';
import type { SimilarityKind } from '@/lib/review/similarity/start';

const PIECES = 'lib/review/similarity/pieces.thread.ts';

const fragment = z.object({
  leftFrom: z.number(),
  leftTo: z.number(),
  rightFrom: z.number(),
  rightTo: z.number(),
});
const codeDetail = z.object({
  similarity: z.number(),
  longestRows: z.number(),
  fragments: z.array(fragment),
});
const agreementDetail = z.object({
  bothWrong: z.number(),
  sameWrong: z.number(),
  expected: z.number(),
  deviation: z.number(),
  // JSON has no −Infinity.
  log10P: z.number().nullable(),
  log10Holm: z.number().nullable(),
  standing: z.number().nullable(),
  isStriking: z.boolean(),
});
const codeSummary = z.object({
  compared: z.number(),
  tooShort: z.number(),
  cut: z.number(),
  pairs: z.number(),
  median: z.number().nullable(),
  upperTwentieth: z.number().nullable(),
  reference: z.number(),
});
const agreementSummary = z.object({
  compared: z.number(),
  pairs: z.number(),
  items: z.number(),
  itemsAll: z.number(),
  isLabels: z.boolean(),
  duplicates: z.array(z.object({ sha256: z.string(), submissions: z.array(z.number()) })),
});

/** One of the two: a hand-in or a submission, and whose. */
export interface Side {
  readonly id: number;
  /** null: reviewers are not to know. */
  readonly name: string | null;
}

export interface RunState {
  readonly state: 'running' | 'failed' | 'done';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly failure: string | null;
}

export type CodePairLine = Omit<z.infer<typeof codeDetail>, 'fragments'> & {
  readonly rank: number;
  readonly left: Side;
  readonly right: Side;
  readonly fragments: number;
};
export type AgreementLine = z.infer<typeof agreementDetail> & {
  readonly rank: number;
  readonly left: Side;
  readonly right: Side;
};

export interface SimilarityView {
  readonly code:
    | (RunState & {
        readonly summary: z.infer<typeof codeSummary> | null;
        readonly pairs: readonly CodePairLine[];
      })
    | null;
  readonly predictions:
    | (RunState & {
        readonly summary: z.infer<typeof agreementSummary> | null;
        readonly pairs: readonly AgreementLine[];
        readonly duplicates: readonly (readonly Side[])[];
      })
    | null;
}

/** The latest comparisons of an assignment, for staff: the most alike pairs first. */
export async function similarityView(viewer: Viewer, assignmentId: string): Promise<Result<SimilarityView>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff');
  if (!entered.ok) return entered;
  const nameOf = await nameReader(viewer, assignmentId);
  return ok({
    code: await codeRun(assignmentId, nameOf),
    predictions: await agreementRun(assignmentId, nameOf),
  });
}

type NameReader = (kind: SimilarityKind, ids: readonly number[]) => Promise<(id: number) => Side>;

async function nameReader(viewer: Viewer, assignmentId: string): Promise<NameReader> {
  const handin = await enter(db(), viewer, byId(assignmentId), 'member', handinPart);
  if (handin.ok && isMasked(handin.value)) return () => Promise.resolve((id) => ({ id, name: null }));
  return async (kind, ids) => {
    const wanted = [...ids];
    const rows =
      kind === 'code'
        ? await db().$queryRaw<{ id: number; name: string }[]>`
            SELECT h.id, u.name FROM handin h JOIN "user" u ON u.id = h.user_id
            WHERE h.assignment_id = ${assignmentId}::uuid AND h.id = ANY(${wanted}::int[])`
        : await db().$queryRaw<{ id: number; name: string }[]>`
            SELECT s.id, u.name FROM submission s JOIN participant p ON p.id = s.participant_id
            JOIN "user" u ON u.id = p.user_id
            WHERE s.competition_id = ${assignmentId}::uuid AND s.id = ANY(${wanted}::int[])`;
    const names = new Map(rows.map((row) => [row.id, row.name]));
    return (id) => ({ id, name: names.get(id) ?? null });
  };
}

async function latest(assignmentId: string, kind: SimilarityKind) {
  return db().similarityRun.findFirst({
    where: { assignmentId, kind },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    include: { pairs: { orderBy: { rank: 'asc' } } },
  });
}

function stateOf(run: SimilarityRun): RunState {
  return {
    state: run.finishedAt ? 'done' : run.failure === null ? 'running' : 'failed',
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    failure: run.failure,
  };
}

async function codeRun(assignmentId: string, nameOf: NameReader): Promise<SimilarityView['code']> {
  const run = await latest(assignmentId, 'code');
  if (!run) return null;
  const side = await nameOf(
    'code',
    run.pairs.flatMap((pair) => [pair.left, pair.right]),
  );
  return {
    ...stateOf(run),
    summary: run.finishedAt ? codeSummary.parse(run.summary) : null,
    pairs: run.pairs.map((pair) => {
      const { similarity, longestRows, fragments } = codeDetail.parse(pair.detail);
      return {
        rank: pair.rank,
        left: side(pair.left),
        right: side(pair.right),
        similarity,
        longestRows,
        fragments: fragments.length,
      };
    }),
  };
}

async function agreementRun(
  assignmentId: string,
  nameOf: NameReader,
): Promise<SimilarityView['predictions']> {
  const run = await latest(assignmentId, 'predictions');
  if (!run) return null;
  const summary = run.finishedAt ? agreementSummary.parse(run.summary) : null;
  const groups = (summary?.duplicates ?? []).map((each) => each.submissions);
  const side = await nameOf('predictions', [
    ...run.pairs.flatMap((pair) => [pair.left, pair.right]),
    ...groups.flat(),
  ]);
  return {
    ...stateOf(run),
    summary,
    pairs: run.pairs.map((pair) => ({
      rank: pair.rank,
      left: side(pair.left),
      right: side(pair.right),
      ...agreementDetail.parse(pair.detail),
    })),
    duplicates: groups.map((group) => group.map(side)),
  };
}

/** A row of one side, ready to be shown. */
export interface CodeRow {
  /** From 1, in its own file or cell. */
  readonly line: number;
  /** Safe HTML. */
  readonly html: string;
  /** On the first row of a file or cell: what begins here; null: nothing does. */
  readonly heading: { readonly path: string; readonly cell: number | null } | null;
}

export interface CodePairView {
  readonly similarity: number;
  readonly left: Side & { readonly rows: readonly CodeRow[] };
  readonly right: Side & { readonly rows: readonly CodeRow[] };
  readonly fragments: readonly z.infer<typeof fragment>[];
}

/** Two hand-ins side by side with what is alike, by the pair's rank in the latest comparison; for staff. */
export async function codePair(
  viewer: Viewer,
  assignmentId: string,
  rank: number,
): Promise<Result<CodePairView>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff');
  if (!entered.ok) return entered;
  const run = await db().similarityRun.findFirst({
    where: { assignmentId, kind: 'code', finishedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
    include: { pairs: { where: { rank } } },
  });
  const pair = run?.pairs[0];
  if (!pair) return notFound('pair');
  const side = await (await nameReader(viewer, assignmentId))('code', [pair.left, pair.right]);
  const { similarity, fragments } = codeDetail.parse(pair.detail);
  const share = pageShare();
  const [left, right] = await Promise.all(
    [pair.left, pair.right].map(async (id) => ({
      ...side(id),
      rows: await rowsOf(id, side(id).name === null, share),
    })),
  );
  return left && right ? ok({ similarity, fragments, left, right }) : notFound('pair');
}

async function rowsOf(handinId: number, isNameless: boolean, share: Share): Promise<readonly CodeRow[]> {
  const handin = await db().handin.findUniqueOrThrow({ where: { id: handinId }, include: { user: true } });
  const paths = entriesSchema.parse(handin.entries).map((each) => each.path);
  const names = isNameless ? [handin.user.name, handin.user.studentId ?? ''] : [];
  const rows: CodeRow[] = [];
  const stored: StoredHandin = { id: handinId, file: storedPath(handin.sha256), paths };
  const pieces = await sharedPool().run<readonly CodePiece[]>(PIECES, stored);
  for (const piece of pieces) {
    const path = withoutNames(paths[piece.file] ?? '', names);
    const language = piece.language === 'python' ? 'python' : 'text';
    const lines = await codeLines(piece.text.split('\n'), language, { share });
    for (const [at, html] of lines.entries())
      rows.push({ line: at + 1, html, heading: at === 0 ? { path, cell: piece.cell } : null });
  }
  return rows;
}
