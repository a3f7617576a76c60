import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';
import type { Entered } from '@/lib/assignment/gate';
import { competitionsOf, numberOf, type NamedCompetition } from '@/lib/kaggle/competitions';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import type { BoardKind } from '@/lib/leaderboard/snapshot';
import { csvSafe } from '@/lib/platform/csv-safe.core';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface BoardLine {
  readonly teamId: number;
  readonly teamName: string;
  readonly submissionDate: string;
  readonly score: string;
}

const boardNow = ({ phase }: Entered): BoardKind => (phase === 'revealed' ? 'private' : 'public');

/**
 * The participants of the board everyone may see now: the public one before the reveal, the private one after it, whatever the
 * asker's role and whatever was asked for.
 */
export async function boardLines(
  viewer: Viewer,
  { access }: NamedCompetition,
): Promise<Result<readonly BoardLine[]>> {
  const board = await readBoard(viewer, access.competition.id, boardNow(access));
  if (!board.ok) return board;
  return ok(
    parseBoard(board.value)
      .rows.filter((row) => row.kind === 'participant')
      .map((row) => ({
        teamId: numberOf(row.id),
        teamName: row.name,
        submissionDate: row.lastEntryAt ?? '',
        score: row.score,
      })),
  );
}

/** The board as a CSV file in a zip; the file's name says which board it is. */
export async function boardArchive(viewer: Viewer, named: NamedCompetition): Promise<Result<Buffer>> {
  const lines = await boardLines(viewer, named);
  if (!lines.ok) return lines;
  const csv = stringify(
    lines.value.map((line, index) => ({ Rank: index + 1, ...line, teamName: csvSafe(line.teamName) })),
    {
      header: true,
      columns: [
        { key: 'Rank' },
        { key: 'teamId', header: 'TeamId' },
        { key: 'teamName', header: 'TeamName' },
        { key: 'submissionDate', header: 'LastSubmissionDate' },
        { key: 'score', header: 'Score' },
      ],
    },
  );
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(csv), `${named.name}-${boardNow(named.access)}leaderboard.csv`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return ok(Buffer.concat(chunks));
}

/** The submission with which a team stands on the public board, as the protocol's ApiPublicSubmission; none: an empty list. */
export async function teamSubmissions(viewer: Viewer, teamId: number): Promise<Result<readonly object[]>> {
  for (const { access } of await competitionsOf(viewer, '')) {
    const board = await readBoard(viewer, access.competition.id, 'public');
    const row = board.ok
      ? parseBoard(board.value).rows.find(
          (each) => each.kind === 'participant' && numberOf(each.id) === teamId,
        )
      : undefined;
    if (!row) continue;
    const entry = await db().boardEntry.findUnique({ where: { participantId: row.id } });
    if (!entry?.bestSubmissionId) return ok([]);
    const dateSubmitted = entry.bestAt?.toISOString();
    return ok([{ id: entry.bestSubmissionId, dateSubmitted, publicScore: row.score }]);
  }
  return notFound('team');
}
