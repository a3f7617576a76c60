import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';
import { numberOf, type NamedCompetition } from '@/lib/kaggle/competitions';
import type { Viewer } from '@/lib/identity/viewer';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';
import { csvSafe } from '@/lib/platform/csv-safe.core';
import { ok, type Result } from '@/lib/platform/result';

export interface BoardLine {
  readonly teamId: number;
  readonly teamName: string;
  readonly submissionDate: string;
  readonly score: string;
}

/**
 * The participants of the board everyone may see now: the public one before the reveal, the private one after it, whatever the
 * asker's role and whatever was asked for.
 */
export async function boardLines(
  viewer: Viewer,
  { access }: NamedCompetition,
): Promise<Result<readonly BoardLine[]>> {
  const which = access.phase === 'revealed' ? 'private' : 'public';
  const board = await readBoard(viewer, access.competition.id, which);
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

/** The board as a CSV file in a zip. */
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
  zip.addBuffer(Buffer.from(csv), `${named.name}-publicleaderboard.csv`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return ok(Buffer.concat(chunks));
}
