import { randomUUID } from 'node:crypto';
import type { Role } from '@/lib/identity/roles.core';
import { enrol } from '@/lib/identity/enrol';
import { hashPassword } from '@/lib/identity/password';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';

export interface MadePerson extends Viewer {
  readonly studentId: string;
  readonly email: string;
  readonly password: string;
}

const PASSWORD = 'correct horse battery';
let hashed: Promise<string> | undefined;

export async function makeCourse(): Promise<{ id: string; slug: string }> {
  const slug = `c-${randomUUID().slice(0, 8)}`;
  return db().course.create({ data: { slug, title: 'A course', timezone: 'Asia/Taipei' } });
}

/** A person with a password, in the given course where there is one. */
export async function makePerson(
  role: Role = 'student',
  course?: { readonly id: string },
): Promise<MadePerson> {
  const studentId = `b${randomUUID().slice(0, 8)}`;
  const email = `${studentId}@example.edu`;
  const passwordHash = await (hashed ??= hashPassword(PASSWORD));
  const user = await db().user.create({
    data: { name: `Person ${studentId}`, studentId, email, passwordHash },
  });
  if (course) await db().$transaction((tx) => enrol(tx, course.id, user, role));
  return { userId: user.id, name: user.name, canCreateCourses: false, studentId, email, password: PASSWORD };
}

export function codes(result: {
  readonly ok: boolean;
  readonly problems?: readonly { readonly code: string }[];
}): string[] {
  return result.ok ? [] : (result.problems ?? []).map((problem) => problem.code);
}
