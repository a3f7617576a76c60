/**
 * `npm run bench:grades`: a grade run for 1,300 students of HW2 with everything the rules look at: 13,000 scored submissions,
 * quiz results, reviewed hand-ins with reports, breaches, points by hand. Prints the time of preview and publication, of the
 * whole command, and, as the machine's limit, of reading the same rows with plain SQL in the same run.
 * `-- --students 300` takes fewer.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { students: { type: 'string', default: '1300' } } });
const students = Number(values.students);
const ROUNDS = 5;

const dataDir = mkdtempSync(path.join(tmpdir(), 'saddlepoint-bench-'));
process.env.SADDLEPOINT_DATA = dataDir;
try {
  saddlepoint('import', 'courses/ml2021spring/hw2', '--without-data', '--yes');
  const { withDatabase } = await import('@/lib/bin/with-database');
  await withDatabase(measureAll);
  const begun = performance.now();
  saddlepoint('grade', 'run', 'ml2021spring/hw2-1', '--yes');
  console.log(`the whole command: ${Math.round(performance.now() - begun)} ms`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function saddlepoint(...args: readonly string[]): void {
  // It finds the data directory's own database; the address in this process is of one that has been stopped since.
  delete process.env.DATABASE_URL;
  execFileSync(process.execPath, ['scripts/saddlepoint.mjs', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function measureAll(): Promise<void> {
  const { db } = await import('@/lib/platform/database/client');
  const { previewGrades, publishGrades } = await import('@/lib/gradebook/run');
  const { id } = await db().assignment.findFirstOrThrow({ where: { slug: 'hw2-1' } });
  await fill(id);
  const times = { preview: [] as number[], publish: [] as number[], rows: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.rows.push(await timed(() => readRows(id)));
    let fingerprint = '';
    times.preview.push(
      await timed(async () => {
        const preview = await previewGrades(null, id);
        if (!preview.ok) throw new Error(JSON.stringify(preview.problems));
        fingerprint = preview.value.fingerprint;
      }),
    );
    times.publish.push(
      await timed(async () => {
        const done = await publishGrades(null, id, fingerprint);
        if (!done.ok) throw new Error(JSON.stringify(done.problems));
      }),
    );
  }
  const totals = await db().$queryRaw<{ total: string; students: number }[]>`
    SELECT total::text AS total, count(*)::int AS students FROM published_grade
    WHERE release_id = (SELECT id FROM grade_release ORDER BY number DESC LIMIT 1) GROUP BY 1 ORDER BY 1`;
  console.log(
    `${students} students; totals: ${totals.map((each) => `${each.total} × ${each.students}`).join(', ')}`,
  );
  const [preview, publish, rows] = [median(times.preview), median(times.publish), median(times.rows)];
  console.log(`preview ${preview} ms, publication ${publish} ms; reading the rows alone ${rows} ms`);
  console.log(
    `preview and publication against reading the rows twice: ${((preview + publish) / (2 * rows)).toFixed(1)} x`,
  );
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return Math.round(performance.now() - begun);
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

/** What the rules look at, straight from the tables. */
async function readRows(id: string): Promise<void> {
  const { db } = await import('@/lib/platform/database/client');
  await db().$queryRaw`
    SELECT s.id, s.participant_id, s.selected_at, s.accepted_at, c.public_score, c.private_score
    FROM submission s JOIN score c ON c.submission_id = s.id WHERE s.competition_id = ${id}::uuid`;
  await db()
    .$queryRaw`SELECT user_id, points::text, possible::text FROM quiz_result WHERE assignment_id = ${id}::uuid`;
  await db().$queryRaw`
    SELECT h.user_id, h.report_words, r.points FROM handin h JOIN review r ON r.handin_id = h.id
    WHERE h.assignment_id = ${id}::uuid`;
}

/** Every third student has a weak private score, every fifth a wrong answer, every tenth a breach, every twentieth nothing. */
async function fill(id: string): Promise<void> {
  const { db } = await import('@/lib/platform/database/client');
  const run = (sql: string): Promise<number> =>
    db().$executeRawUnsafe(sql.replaceAll('$ID', `'${id}'::uuid`));
  await run(`INSERT INTO "user" (id, name, student_id)
    SELECT gen_random_uuid(), 'Student ' || n, 'b' || lpad(n::text, 8, '0') FROM generate_series(1, ${students}) n`);
  await run(`INSERT INTO enrolment (course_id, user_id, role, display_name, display_name_key)
    SELECT a.course_id, u.id, 'student', u.student_id || '_x', u.student_id || '_x'
    FROM "user" u, assignment a WHERE a.id = $ID AND u.student_id IS NOT NULL`);
  await run(`CREATE TEMP VIEW numbered AS
    SELECT id AS user_id, substr(student_id, 2)::int AS n FROM "user" WHERE student_id ~ '^b[0-9]{8}$'`);
  await run(`INSERT INTO participant (competition_id, user_id, rules_accepted_at)
    SELECT $ID, user_id, now() FROM numbered WHERE n % 20 <> 0`);
  await run(`INSERT INTO submission (competition_id, participant_id, status, sha256, file_name, file_bytes, source,
      accepted_at, quota_day, counts_for_limit, scored_at)
    SELECT $ID, p.id, 'scored', repeat('0', 64), 'p.csv', 1, 'web',
      '2021-03-20'::timestamptz + k * interval '1 hour', '2021-03-20', true, now()
    FROM participant p, generate_series(1, 10) k`);
  await run(`INSERT INTO score (submission_id, solution_id, metric, public_score, private_score)
    SELECT s.id, c.active_solution_id, c.metric, 0.7 + (n % 7) * 0.02, CASE WHEN n % 3 = 0 THEN 0.5 ELSE 0.8 END
    FROM submission s JOIN participant p ON p.id = s.participant_id JOIN numbered USING (user_id)
    JOIN competition c ON c.assignment_id = s.competition_id`);
  await run(`INSERT INTO board_entry (participant_id, competition_id, best_score, entries, progress)
    SELECT s.participant_id, $ID, max(c.public_score), 10, '{}' FROM submission s JOIN score c ON c.submission_id = s.id
    GROUP BY 1`);
  await run(
    `UPDATE baseline SET public_score = 0.75, private_score = 0.75 WHERE competition_id = $ID AND name ILIKE '%strong%'`,
  );
  await run(
    `UPDATE baseline SET public_score = 0.68, private_score = 0.68 WHERE competition_id = $ID AND name ILIKE '%simple%'`,
  );
  await run(`UPDATE quiz SET graded_at = now() WHERE assignment_id = $ID`);
  await run(`INSERT INTO quiz_result (assignment_id, user_id, question_id, points, possible, graded_at)
    SELECT $ID, user_id, 'hessian', CASE WHEN n % 5 = 0 THEN 0 ELSE 2 END, 2, now() FROM numbered`);
  await run(`INSERT INTO handin (assignment_id, user_id, file_name, sha256, bytes, received_at, late_days, entries, report_words)
    SELECT $ID, user_id, 'x_hw2.zip', repeat('0', 64), 1, '2021-03-20', 0, '[{"path":"report.pdf","bytes":1}]', 50 + n % 100
    FROM numbered WHERE n % 20 <> 0`);
  await run(
    `INSERT INTO review (handin_id, points, completed_at) SELECT id, '{"code":"4"}', now() FROM handin`,
  );
  await run(`INSERT INTO rule_breach (assignment_id, user_id, kind, evidence, factor)
    SELECT $ID, user_id, 'shared code', 'two archives with the same files', 0.9 FROM numbered WHERE n % 10 = 0`);
  await run(`INSERT INTO grade_override (assignment_id, user_id, item, points, reason)
    SELECT $ID, user_id, 'code', 3, 'agreed in the office hour' FROM numbered WHERE n % 25 = 1`);
}
