import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { print, printJson, refusal, RefusedError } from '@/lib/bin/cli-output';
import { assignmentPath, RemoteSite } from '@/lib/bin/remote/client';
import {
  credentialsFile,
  siteAddress,
  storeToken,
  targetOf,
  type SiteOptions,
} from '@/lib/bin/remote/credentials';
import { progressBar } from '@/lib/bin/remote/progress';
import { columns, sparkline } from '@/lib/bin/remote/sparkline.core';
import type { Board } from '@/lib/leaderboard/board.types';
import type { OwnSubmission } from '@/lib/submission/my-submissions';
import type { Receipt } from '@/lib/submission/receipt';
import type { CourseSummary } from '@/lib/competition/assignment-list';

export interface RemoteOptions extends SiteOptions {
  readonly json?: boolean;
}

export async function remoteSite(options: SiteOptions): Promise<RemoteSite> {
  return new RemoteSite(await targetOf(options));
}

/** Keeps a token for a site after asking the site whose it is. */
export async function loginCommand(url: string, options: RemoteOptions): Promise<void> {
  const site = siteAddress(url);
  const token = options.token ?? (await askToken(site));
  const me = await new RemoteSite({ site, token }).ask<{ login: string; scope: string }>('/me');
  const file = credentialsFile(options);
  await storeToken({ site, token }, file);
  if (options.json) printJson({ site, login: me.login, scope: me.scope });
  else print(`Logged in to ${site} as ${me.login}; kept in ${file}`);
}

async function askToken(site: string): Promise<string> {
  if (!process.stdin.isTTY) throw refusal('no_token', 'Give the token with --token or SADDLEPOINT_TOKEN.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const token = await terminal.question(`Token (make one at ${site}/account): `);
  terminal.close();
  return token.trim();
}

export async function coursesCommand(options: RemoteOptions): Promise<void> {
  const site = await remoteSite(options);
  const courses = await site.all<CourseSummary>('/courses');
  const listed = await Promise.all(
    courses.map(async (course) => ({
      ...course,
      assignments: await site.all<CourseSummary['assignments'][number]>(
        `/courses/${encodeURIComponent(course.slug)}/assignments`,
      ),
    })),
  );
  if (options.json) return printJson(listed);
  const rows = listed.flatMap((course) =>
    course.assignments.map((each) => [`${course.slug}/${each.slug}`, each.phase, each.closesAt, each.title]),
  );
  print(rows.length === 0 ? 'You are in no course with an assignment yet.' : columns(rows));
}

const WAIT_MS = 200;
const WAIT_MS_MAX = 2_000;

/** Uploads a prediction, waits for its score and prints it. A file with problems ends with 1 and the problems. */
export async function submitCommand(
  assignment: string,
  file: string,
  options: RemoteOptions & { readonly message?: string; readonly wait: boolean },
): Promise<void> {
  const site = await remoteSite(options);
  const bar = await progressBar('upload', !options.json);
  const receipt = (await site
    .submit(assignmentPath(assignment), file, options.message ?? '', bar.update)
    .finally(() => bar.stop())) as Receipt;
  if (receipt.status === 'invalid') throw new RefusedError(receipt.problems);
  if (!options.wait) {
    if (options.json) printJson(receipt);
    else print(`submission ${receipt.submissionId} is taken${leftText(receipt)}`);
    return;
  }
  const done = await untilScored(site, receipt.submissionId);
  if (done.status !== 'scored') throw refusal('not_scored', 'It could not be scored; the staff can see why.');
  if (options.json) printJson({ ...receipt, ...done });
  else print(`${String(done.publicScore)}\nsubmission ${done.id}${leftText(receipt)}`);
}

const leftText = ({ attemptsLeft }: Receipt): string =>
  attemptsLeft === null ? '' : `; ${attemptsLeft} left today`;

async function untilScored(site: RemoteSite, id: number): Promise<OwnSubmission> {
  for (let wait = WAIT_MS; ; wait = Math.min(WAIT_MS_MAX, wait * 1.5)) {
    const found = await site.ask<OwnSubmission>(`/submissions/${id}`);
    if (found.status !== 'queued' && found.status !== 'scoring') return found;
    await pause(wait);
  }
}

export async function submissionsCommand(
  assignment: string,
  options: RemoteOptions & { readonly limit: string },
): Promise<void> {
  const site = await remoteSite(options);
  const max = Number(options.limit) || 50;
  const items = await site.all<OwnSubmission>(`${assignmentPath(assignment)}/submissions`, {}, max);
  if (options.json) return printJson(items);
  if (items.length === 0) return print('Nothing submitted yet: saddlepoint submit');
  const score = (value: number | null): string => (value === null ? '–' : String(value));
  const rows = items.map((each) => [
    String(each.id),
    each.acceptedAt,
    each.status,
    score(each.publicScore),
    score(each.privateScore),
    each.selected ? 'selected' : '',
    each.description,
  ]);
  print(columns([['id', 'received', 'status', 'public', 'private', '', 'note'], ...rows], [0]));
}

/** Prints a board, with everybody's way as a line of blocks. */
export async function boardCommand(
  assignment: string,
  options: RemoteOptions & { readonly private?: boolean; readonly limit: string },
): Promise<void> {
  const site = await remoteSite(options);
  const which = options.private ? 'private' : 'public';
  const at = `${assignmentPath(assignment)}/leaderboard`;
  const rows = await site.all<Board['rows'][number]>(
    at,
    { which, limit: '200' },
    Number(options.limit) || 50,
  );
  if (options.json) return printJson(rows);
  if (rows.length === 0) return print('Nobody is on this board yet.');
  print(
    columns(
      rows.map((row) => [
        row.rank === null ? '' : String(row.rank),
        row.name,
        row.score,
        row.entries === null ? 'baseline' : String(row.entries),
        sparkline(row.progress),
      ]),
      [0, 3],
    ),
  );
}

export async function selectCommand(
  submission: string,
  options: RemoteOptions & { readonly off?: boolean },
): Promise<void> {
  if (!/^\d{1,9}$/.test(submission)) throw refusal('bad_value', 'Give the number of a submission.');
  const site = await remoteSite(options);
  const done = await site.ask<{ selected: number }>(`/submissions/${submission}/selection`, {
    method: 'PUT',
    json: { selected: !options.off },
  });
  if (options.json) printJson(done);
  else print(`${done.selected} selected for the private board`);
}
