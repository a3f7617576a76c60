import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeDataDir, makeOpenCompetition, siteDatabase, start } from '../tests/site/support';

/**
 * `npm run bench:submit`: how long a student waits for `saddlepoint submit` of a file as large as the phoneme competition's,
 * beside `curl` sending the same bytes to the same API. Neither waits for the score.
 */
const ROWS = 451_552;
const ROUNDS = Number(process.argv[2] ?? 7);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const data = makeDataDir();
const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-submit-'));
const site = await start(data.path, { SADDLEPOINT_API_WRITES: '10000', SADDLEPOINT_PERSON_WRITES: '10000' });
const db = await siteDatabase(data.path);
try {
  const made = await makeOpenCompetition(db, data.path, 1, null, ROWS);
  const { slug } = await db.assignment.findUniqueOrThrow({ where: { id: made.competitionId } });
  const file = path.join(folder, 'prediction.csv');
  const lines = Array.from({ length: ROWS }, (_, row) => `${row + 1},${row % 3 === 0 ? 'a' : 'b'}`);
  writeFileSync(file, `Id,Class\n${lines.join('\n')}\n`);
  const token = made.tokens[0] ?? '';
  const timed = (command: string, args: readonly string[]): number => {
    const began = performance.now();
    execFileSync(command, args, {
      env: {
        ...process.env,
        SADDLEPOINT_SITE: site.url,
        SADDLEPOINT_TOKEN: token,
        SADDLEPOINT_CONFIG: path.join(folder, 'none.json'),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return performance.now() - began;
  };
  const command = (): number =>
    timed(process.execPath, ['scripts/saddlepoint.mjs', 'submit', `${slug}/${slug}`, file, '--no-wait']);
  const curl = (): number =>
    timed('curl', [
      '--silent',
      '--fail-with-body',
      '-H',
      `Authorization: Bearer ${token}`,
      '-H',
      'Content-Type: text/csv',
      '--data-binary',
      `@${file}`,
      `${site.url}/api/rest/v1/courses/${slug}/assignments/${slug}/submissions?fileName=p.csv`,
    ]);
  console.log(`${ROWS} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB, ${ROUNDS} rounds`);
  command();
  curl();
  const times = { command: [] as number[], curl: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.curl.push(curl());
    times.command.push(command());
    // The next round is not to be measured beside the worker's scoring.
    for (;;) {
      if ((await db.submission.count({ where: { status: { in: ['queued', 'scoring'] } } })) === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const [ours, theirs] = [median(times.command), median(times.curl)];
  const all = (values: readonly number[]): string => values.map((each) => each.toFixed(0)).join(' ');
  console.log(`saddlepoint submit  median ${ours.toFixed(0)} ms  (${all(times.command)})`);
  console.log(`curl                median ${theirs.toFixed(0)} ms  (${all(times.curl)})`);
  console.log(`ratio ${(ours / theirs).toFixed(2)}`);
} finally {
  await db.$disconnect();
  await site.stop();
  data.remove();
  rmSync(folder, { recursive: true, force: true });
}
