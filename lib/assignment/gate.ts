import { canSeeAssignment, type Phase } from '@/lib/assignment/access.core';
import {
  COMPETITION,
  competitionOf,
  FROM,
  type Competition,
  type CompetitionRow,
} from '@/lib/assignment/competition';
import { deadlineFor, phaseAt } from '@/lib/assignment/deadline.core';
import { extensionOf } from '@/lib/assignment/deadlines-sql';
import { bySlugs, type Find } from '@/lib/assignment/find';
import { canManageEnrolments, isStaff, type Role } from '@/lib/identity/roles.core';
import { forbidden, notFound, reaches, roleOf, type Viewer } from '@/lib/identity/viewer';
import { db, type Db, type Tx } from '@/lib/platform/database/client';
import { Prisma } from '@/lib/platform/prisma-client/client';
import { ok, type Refused, type Result } from '@/lib/platform/result';

/** What a request about an assignment stands on: what it is about, who asks, and where it stands for them right now. */
export interface Entered {
  readonly competition: Competition;
  readonly role: Role;
  readonly isStaff: boolean;
  readonly displayName: string;
  /** For the asker: whoever has a later deadline is in `open` until then. For staff, that of those without extension. */
  readonly phase: Phase;
  /** When the asker's last extension ends; null: they have none. */
  readonly ownExtension: Date | null;
  /** The deadline that holds for the asker: the first instant that no longer counts. */
  readonly closesAt: Date;
  /** The database's clock. */
  readonly now: Date;
}

/** Whoever asks; null: the operator at the server's own command line, who may do what instructors may. */
export type Asker = Viewer | null;

/** `member`: everybody of the course, once the assignment has opened. `manager`: its instructors. */
export type Need = 'member' | 'staff' | 'manager';

/** A part some assignments have (a quiz, a hand-in …), with its settings as a request needs them; null: this one has none. */
export interface Part<T> {
  /** What a refusal calls it. */
  readonly what: string;
  load(tx: Db | Tx, entered: Entered): Promise<T | null>;
}

/**
 * The one gate to an assignment and to everything in it. One statement answers who asks (still enrolled, not disabled), in which
 * role, for which assignment, and which deadline holds for them; read afresh at every request, so that whoever was removed is
 * denied at the next. Who may not know that there is something is answered as if there were not (`not_found`); members of the
 * course who need to be staff, with `forbidden`. With a part, what it loads is returned.
 */
export function enter(tx: Db | Tx, asker: Asker, find: Find, need?: Need): Promise<Result<Entered>>;
export function enter<T>(
  tx: Db | Tx,
  asker: Asker,
  find: Find,
  need: Need,
  part: Part<T>,
): Promise<Result<T>>;
export async function enter<T>(
  tx: Db | Tx,
  asker: Asker,
  find: Find,
  need: Need = 'member',
  part?: Part<T>,
): Promise<Result<Entered | T>> {
  const missing = notFound(part?.what ?? find.what);
  const row = await readRow(tx, asker, find);
  if (!row || (asker && !reaches(asker, row.courseId))) return missing;
  const entered = enteredOf(asker, row);
  if (!canSeeAssignment(entered.role, entered.phase)) return missing;
  const lacking = whatIsLacking(entered.role, need);
  if (lacking) return find.isKnown ? lacking : missing;
  if (!part) return ok(entered);
  const loaded = await part.load(tx, entered);
  return loaded === null ? missing : ok(loaded);
}

/** The assignment of an address, for its staff. */
export function enterForStaff(viewer: Viewer, course: string, slug: string): Promise<Result<Entered>> {
  return enter(db(), viewer, bySlugs(course, slug), 'staff');
}

function whatIsLacking(role: Role, need: Need): Refused | null {
  if (need === 'staff' && !isStaff(role)) return forbidden('This is for the staff of the course.');
  if (need === 'manager' && !canManageEnrolments(role))
    return forbidden('This is for the instructors of the course.');
  return null;
}

type EntryRow = CompetitionRow & {
  readonly enrolled: Role;
  readonly displayName: string;
  readonly ownExtension: Date | null;
  readonly now: Date;
};

const MEMBER = (userId: string) => Prisma.sql`
  JOIN enrolment e ON e.course_id = a.course_id AND e.user_id = ${userId}::uuid AND e.removed_at IS NULL
  JOIN "user" u ON u.id = e.user_id AND u.disabled_at IS NULL`;
const OPERATOR = Prisma.sql`
  CROSS JOIN (SELECT NULL::uuid AS user_id, 'instructor' AS role, 'operator' AS display_name) e`;

async function readRow(tx: Db | Tx, asker: Asker, find: Find): Promise<EntryRow | undefined> {
  const rows = await tx.$queryRaw<EntryRow[]>`
    SELECT ${COMPETITION}, e.role::text AS enrolled, e.display_name AS "displayName",
      ${extensionOf(Prisma.sql`e.user_id`)} AS "ownExtension", app_now() AS now
    ${FROM} ${asker ? MEMBER(asker.userId) : OPERATOR}
    WHERE ${find.where}`;
  return rows[0];
}

function enteredOf(asker: Asker, { now, enrolled, displayName, ownExtension, ...rest }: EntryRow): Entered {
  const role = asker ? roleOf(asker, enrolled) : enrolled;
  const competition = competitionOf(rest);
  const closesAt = deadlineFor(competition.closesAt, ownExtension);
  const phase = phaseAt(competition, now, isStaff(role) ? competition.closesAt : closesAt);
  return { competition, role, isStaff: isStaff(role), displayName, phase, ownExtension, closesAt, now };
}
