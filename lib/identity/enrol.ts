import type { Role } from '@/lib/identity/roles.core';
import { checkDisplayName, defaultDisplayName, type DisplayName } from '@/lib/identity/display-name.core';
import type { Tx } from '@/lib/platform/database/client';
import type { Enrolment } from '@/lib/platform/prisma-client/client';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly studentId: string | null;
}

/** Puts a person into a course, or back into it, in a role. The display name is kept where the role's rule allows it. */
export async function enrol(tx: Tx, courseId: string, person: Person, role: Role): Promise<Enrolment> {
  const existing = await tx.enrolment.findUnique({
    where: { courseId_userId: { courseId, userId: person.id } },
  });
  const named = await nameFor(tx, courseId, person, role, existing);
  return tx.enrolment.upsert({
    where: { courseId_userId: { courseId, userId: person.id } },
    create: { courseId, userId: person.id, role, ...named },
    update: { role, removedAt: null, ...named },
  });
}

async function nameFor(
  tx: Tx,
  courseId: string,
  person: Person,
  role: Role,
  existing: Enrolment | null,
): Promise<DisplayName> {
  const owner = { role, studentId: person.studentId, name: person.name };
  const others = await tx.enrolment.findMany({
    where: { courseId, userId: { not: person.id } },
    select: { displayNameKey: true },
  });
  if (existing) {
    const ids = person.studentId === null ? [] : [person.studentId];
    const kept = checkDisplayName(existing.displayName, owner, ids);
    if (kept.ok) return kept.value;
  }
  const taken = new Set(others.map((each) => each.displayNameKey));
  return defaultDisplayName(owner, (key) => taken.has(key));
}
