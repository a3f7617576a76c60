import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Db } from '@/lib/platform/database/client';

/** Rows of a prediction; the first half is public. */
export const ROWS = 40;
export const LABELS = ['a', 'b', 'c', 'd'] as const;
export const ASSIGNMENT = '/courses/soak/assignments/soak';
/** What each question takes for right. */
export const ANSWERS = { n: '42', t: 'saddle' } as const;

export interface Person {
  readonly userId: string;
  readonly studentId: string;
  readonly token: string;
}

export interface Course {
  readonly assignmentId: string;
  readonly students: readonly Person[];
  readonly teacher: Person;
}

/** `Id,Class` rows, with the part each belongs to where it is a solution. */
export function table(labels: readonly string[], isSolution: boolean): string {
  const rows = labels.map((label, row) =>
    isSolution ? `${row + 1},${label},${row < ROWS / 2 ? 'Public' : 'Private'}` : `${row + 1},${label}`,
  );
  return `${isSolution ? 'Id,Class,Usage' : 'Id,Class'}\n${rows.join('\n')}\n`;
}

/** Imports an assignment with everything a student can do, open since yesterday, and enrols people with tokens. */
export async function makeCourse(
  db: Db,
  dataDir: string,
  truth: readonly string[],
  students: number,
): Promise<Course> {
  importFolder(dataDir, truth);
  const assignment = await db.assignment.findFirstOrThrow({ where: { slug: 'soak' } });
  const people: Person[] = [];
  for (let index = 0; index < students; index += 1)
    people.push(await enrol(db, assignment.courseId, `b0990${String(1_000 + index)}`, 'student'));
  const teacher = await enrol(db, assignment.courseId, 'teacher', 'instructor');
  return { assignmentId: assignment.id, students: people, teacher };
}

function importFolder(dataDir: string, truth: readonly string[]): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-soak-course-'));
  const baseline = table(
    truth.map((label, row) => (row % 2 === 0 ? label : 'd')),
    false,
  );
  writeFileSync(path.join(folder, 'solution.csv'), table(truth, true));
  writeFileSync(
    path.join(folder, 'sample.csv'),
    table(
      truth.map(() => 'a'),
      false,
    ),
  );
  writeFileSync(path.join(folder, 'baseline.csv'), baseline);
  writeFileSync(path.join(folder, 'assignment.yaml'), settings());
  try {
    execFileSync(process.execPath, ['scripts/saddlepoint.mjs', 'import', folder, '--yes'], {
      env: { ...process.env, SADDLEPOINT_DATA: dataDir },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function settings(): string {
  const local = (offsetMs: number): string => new Date(Date.now() + offsetMs).toISOString().slice(0, 19);
  const day = 86_400_000;
  return `course: soak
assignment: soak
title: Soak
timezone: UTC
opens: ${local(-day)}
closes: ${local(day)}
competition:
  metric: accuracy
  id: Id
  target: Class
  solution: solution.csv
  sample_submission: sample.csv
  baselines: [{ name: half, file: baseline.csv }]
  daily_limit: null
  reveal: at_close
quiz:
  release: at_close
  questions:
    - { id: n, kind: number, points: 1, text: How many?, answer: ${ANSWERS.n}, tolerance: 0 }
    - { id: t, kind: short_text, points: 2, text: What is it?, accepted: [${ANSWERS.t}] }
handin:
  name: '{student_id}_soak.zip'
  rubric: [{ key: code, title: Code, points: '1' }]
grading:
  items:
    - { id: public, title: Public, points: 3, rule: { kind: beats_baseline, board: public, baseline: half } }
    - { id: private, title: Private, points: 3, rule: { kind: beats_baseline, board: private, baseline: half } }
    - { id: quiz, title: Quiz, points: 3, rule: { kind: quiz } }
`;
}

async function enrol(
  db: Db,
  courseId: string,
  studentId: string,
  role: 'student' | 'instructor',
): Promise<Person> {
  const token = `sp_${randomBytes(32).toString('base64url')}`;
  const user = await db.user.create({
    data: {
      name: studentId,
      studentId,
      enrolments: { create: { courseId, role, displayName: studentId, displayNameKey: studentId } },
      tokens: {
        create: { name: 'soak', scope: 'all', tokenHash: createHash('sha256').update(token).digest('hex') },
      },
    },
  });
  return { userId: user.id, studentId, token };
}
