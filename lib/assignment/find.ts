import { Prisma } from '@/lib/platform/prisma-client/client';

/** How a request names the assignment it is about. */
export interface Find {
  /** What a refusal calls it. */
  readonly what: string;
  /** True of one assignment `a` of course `o`, or of none. */
  readonly where: Prisma.Sql;
  /** Whether members of the course may know that there is such a thing, also where it is not for them. */
  readonly isKnown: boolean;
}

export function byId(assignmentId: string): Find {
  return { what: 'competition', where: Prisma.sql`a.id = ${assignmentId}::uuid`, isKnown: true };
}

/** By the slugs of an address. */
export function bySlugs(course: string, slug: string): Find {
  return {
    what: 'competition',
    where: Prisma.sql`o.slug = ${course} AND a.slug = ${slug}`,
    isKnown: true,
  };
}

export function bySubmission(submissionId: number): Find {
  return holds('submission', Prisma.sql`SELECT competition_id FROM submission WHERE id = ${submissionId}`);
}

export function byParticipant(participantId: string): Find {
  return holds(
    'participant',
    Prisma.sql`SELECT competition_id FROM participant WHERE id = ${participantId}::uuid`,
  );
}

export function byHandin(handinId: number): Find {
  return holds('hand-in', Prisma.sql`SELECT assignment_id FROM handin WHERE id = ${handinId}`);
}

export function byThread(threadId: string): Find {
  return holds('question', Prisma.sql`SELECT assignment_id FROM forum_thread WHERE id = ${threadId}::uuid`);
}

/** By something that lies in the assignment and belongs to somebody: who may not see it is told that there is none. */
function holds(what: string, assignmentOf: Prisma.Sql): Find {
  return { what, where: Prisma.sql`a.id = (${assignmentOf})`, isKnown: false };
}
