import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { storeCopy, temporaryPath } from '@/lib/platform/files/store';

export interface MadeCompetition {
  readonly id: string;
  readonly courseId: string;
  readonly solutionId: string;
}

const SOLUTION = 'Id,Class,Usage\n1,a,Public\n2,b,Public\n3,a,Private\n4,b,Private\n';

/**
 * A competition of four rows (two public, two private; labels a, b, a, b) that was open from 2021-03-12 to 2021-04-02 23:59
 * in Asia/Taipei. Tests set the database's clock into it.
 */
export async function makeCompetition(options: {
  readonly dailyLimit?: number | null;
  readonly courseId?: string;
  readonly finalSubmissions?: number;
  readonly revealMode?: 'at_close' | 'manual';
}): Promise<MadeCompetition> {
  const slug = randomUUID().slice(0, 8);
  const courseId =
    options.courseId ??
    (await db().course.create({ data: { slug, title: 'A course', timezone: 'Asia/Taipei' } })).id;
  const assignment = await db().assignment.create({
    data: {
      courseId,
      slug,
      title: 'A competition',
      timezone: 'Asia/Taipei',
      opensAt: new Date('2021-03-12T06:20:00Z'),
      closesAt: new Date('2021-04-02T16:00:00Z'),
      competition: {
        create: {
          metric: 'accuracy',
          direction: 'higher_is_better',
          idColumn: 'Id',
          targetColumns: ['Class'],
          dailyLimit: options.dailyLimit ?? null,
          finalSubmissions: options.finalSubmissions ?? 2,
          revealMode: options.revealMode ?? 'at_close',
          rulesRequired: false,
        },
      },
    },
  });
  const solutionId = await addSolution(assignment.id, SOLUTION, 1);
  await db().competition.update({
    where: { assignmentId: assignment.id },
    data: { activeSolutionId: solutionId },
  });
  return { id: assignment.id, courseId, solutionId };
}

export async function addSolution(competitionId: string, text: string, number: number): Promise<string> {
  const file = await temporaryPath(randomUUID());
  writeFileSync(file, text);
  const { sha256 } = await storeCopy(file);
  const solution = await db().solutionVersion.create({
    data: {
      competitionId,
      number,
      sha256,
      fileName: 'solution.csv',
      rowsPublic: 2,
      rowsPrivate: 2,
      rowsIgnored: 0,
    },
  });
  return solution.id;
}

/** A person enrolled in the competition's course. */
export async function enrolStudent(
  competition: Pick<MadeCompetition, 'courseId'>,
  role: 'student' | 'auditor' | 'ta' | 'instructor' = 'student',
): Promise<Viewer> {
  const studentId = `b${randomUUID().slice(0, 8)}`;
  const user = await db().user.create({
    data: {
      name: `Person ${studentId}`,
      studentId,
      enrolments: {
        create: {
          courseId: competition.courseId,
          role,
          displayName: `${studentId}_x`,
          displayNameKey: `${studentId}_x`,
        },
      },
    },
  });
  return { userId: user.id, name: user.name, canCreateCourses: false };
}
