import type { Db, Tx } from '@/lib/platform/database/client';
import { log } from '@/lib/platform/log';
import { Prisma } from '@/lib/platform/prisma-client/client';

/**
 * Every lock there is, in the order in which a transaction may take them. docs/locks.md says what each keeps true. Locks are
 * taken here and nowhere else (the linter holds it), before what they protect is read, and held to the transaction's end.
 */
export const LOCK_ORDER = [
  'site',
  'course',
  'assignment',
  'grading',
  'quiz',
  'participant',
  'answers',
  'gallery',
  'handins',
  'uploads',
  'upload',
  'review',
  'news',
  'stored',
] as const;
type Kind = (typeof LOCK_ORDER)[number];

/** `share`: what is locked must stay as it is, others may rely on it too. `change`: nobody else may. */
export type Strength = 'share' | 'change';

interface Held {
  readonly kind: Kind;
  readonly key: string;
  readonly strength: Strength;
}

/** Breaches would be deadlocks one day: a test fails at once, a site goes on and says so in its log. */
export const lockOrder: { onBreach(message: string): void } = {
  onBreach: (message) =>
    log.error({ breach: message }, 'locks are taken in another order than is written down'),
};

const held = new WeakMap<object, Held[]>();

/** Writes down that the transaction takes a lock, and checks that it may now. */
function take(tx: Tx, next: Held): void {
  const before = held.get(tx) ?? [];
  const breach = breachOf(before, next);
  if (breach !== null) lockOrder.onBreach(breach);
  held.set(tx, [...before, next]);
}

/** Why `next` may not be taken by who holds `before`; null: it may. */
export function breachOf(before: readonly Held[], next: Held): string | null {
  const own = before.filter((each) => each.kind === next.kind && each.key === next.key);
  if (own.some((each) => each.strength === 'change' || next.strength === 'share')) return null;
  // Two that share and both want to change would wait for each other.
  if (own.length > 0) return `${next.kind} ${next.key}: shared first, then to be changed`;
  const later = before.find((each) => isAfter(each, next));
  return later ? `${next.kind} ${next.key} after ${later.kind} ${later.key}` : null;
}

function isAfter(one: Held, other: Held): boolean {
  const [a, b] = [LOCK_ORDER.indexOf(one.kind), LOCK_ORDER.indexOf(other.kind)];
  return a > b || (a === b && one.key > other.key);
}

/** Rows are not deleted by who changes them: what refers to a locked row may still be written (NO KEY). */
const STRENGTH = { share: Prisma.sql`FOR SHARE`, change: Prisma.sql`FOR NO KEY UPDATE` } as const;

/**
 * Ends a query that takes rows of a table (by its name in the query) out of a queue: those another is just taking are passed
 * over. It never waits, so it has no place in the order. The row is marked as taken at once; the work is done afterwards.
 */
export const untaken = (table: string): Prisma.Sql =>
  Prisma.sql`FOR UPDATE OF ${Prisma.raw(table)} SKIP LOCKED`;

async function lockName(tx: Tx, kind: Kind, key: string): Promise<void> {
  take(tx, { kind, key, strength: 'change' });
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`saddlepoint ${kind} ${key}`}, 0))`;
}

export type SiteLock = 'first instructor' | 'throttle' | 'lti key';

/** One at a time on the whole site. */
export async function lockSite(tx: Tx, what: SiteLock): Promise<void> {
  await lockName(tx, 'site', what);
}

/** Who is in a course, under which name, and which assignments it has. */
export async function lockCourse(tx: Tx, courseId: string): Promise<void> {
  take(tx, { kind: 'course', key: courseId, strength: 'change' });
  await tx.$executeRaw`SELECT 1 FROM course WHERE id = ${courseId}::uuid ${STRENGTH.change}`;
}

/**
 * An assignment's settings, solution, baselines, pages and files, and which of its scores count. `share` to write what
 * depends on them (a submission, a score, a selection); `change` to change them. False: there is no such assignment.
 */
export async function lockAssignment(tx: Tx, assignmentId: string, strength: Strength): Promise<boolean> {
  take(tx, { kind: 'assignment', key: assignmentId, strength });
  const found = await tx.$executeRaw`
    SELECT 1 FROM assignment WHERE id = ${assignmentId}::uuid ${STRENGTH[strength]}`;
  return found > 0;
}

/** An assignment's overrides, breaches and publications. */
export async function lockGrading(tx: Tx, assignmentId: string): Promise<void> {
  take(tx, { kind: 'grading', key: assignmentId, strength: 'change' });
  await tx.$executeRaw`SELECT 1 FROM grading WHERE assignment_id = ${assignmentId}::uuid ${STRENGTH.change}`;
}

/** A quiz's checkpoints, accepted answers and results. `share`: an answer being saved, which grading waits for. */
export async function lockQuiz(tx: Tx, assignmentId: string, strength: Strength): Promise<void> {
  take(tx, { kind: 'quiz', key: assignmentId, strength });
  await tx.$executeRaw`SELECT 1 FROM quiz WHERE assignment_id = ${assignmentId}::uuid ${STRENGTH[strength]}`;
}

export interface LockedParticipant {
  readonly id: string;
  readonly rulesAcceptedAt: Date | null;
}

/** One participant's attempts, selection, exceptions and board entry. null: there is no such participant. */
export async function lockParticipantRow(
  tx: Tx,
  who: { readonly id: string } | { readonly competitionId: string; readonly userId: string },
): Promise<LockedParticipant | null> {
  const where =
    'id' in who
      ? Prisma.sql`id = ${who.id}::uuid`
      : Prisma.sql`competition_id = ${who.competitionId}::uuid AND user_id = ${who.userId}::uuid`;
  const [row] = await tx.$queryRaw<LockedParticipant[]>`
    SELECT id, rules_accepted_at AS "rulesAcceptedAt" FROM participant WHERE ${where} ${STRENGTH.change}`;
  if (!row) return null;
  take(tx, { kind: 'participant', key: row.id, strength: 'change' });
  return row;
}

/** One person's answers to a quiz: their saves go one after the other. */
export async function lockAnswers(tx: Tx, assignmentId: string, userId: string): Promise<void> {
  await lockName(tx, 'answers', `${assignmentId} ${userId}`);
}

/** One author's consents to be shown in an assignment's gallery. */
export async function lockGallery(tx: Tx, assignmentId: string, authorId: string): Promise<void> {
  await lockName(tx, 'gallery', `${assignmentId} ${authorId}`);
}

/** One person's hand-ins: which is the last. */
export async function lockHandins(tx: Tx, assignmentId: string, userId: string): Promise<void> {
  await lockName(tx, 'handins', `${assignmentId} ${userId}`);
}

/** How many unfinished uploads a person has. */
export async function lockUploads(tx: Tx, userId: string): Promise<void> {
  await lockName(tx, 'uploads', userId);
}

/**
 * What becomes of one upload: the end of the query that reads its row under the name `u`. `hold`, an expression of the same
 * query, keeps the file its bytes will be in the store from being removed meanwhile.
 */
export function lockUpload(
  tx: Tx,
  { uploadId, sha256 }: { readonly uploadId: string; readonly sha256: string },
): { readonly row: Prisma.Sql; readonly hold: Prisma.Sql } {
  take(tx, { kind: 'upload', key: uploadId, strength: 'change' });
  take(tx, { kind: 'stored', key: sha256, strength: 'share' });
  return {
    row: Prisma.sql`WHERE u.id = ${uploadId}::uuid FOR NO KEY UPDATE OF u`,
    hold: Prisma.sql`pg_advisory_xact_lock_shared(${storedKey(Prisma.sql`${sha256}::text`)})::text`,
  };
}

const storedKey = (hash: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`hashtextextended('saddlepoint stored ' || ${hash}, 0)`;

/** Stored files that the transaction's rows name: nobody removes them before it has ended. The last thing it takes. */
export async function lockStored(tx: Tx, hashes: readonly string[]): Promise<void> {
  const each = [...new Set(hashes)].sort();
  for (const key of each) take(tx, { kind: 'stored', key, strength: 'share' });
  await tx.$queryRaw`
    SELECT count(pg_advisory_xact_lock_shared(${storedKey(Prisma.sql`hash`)})::text)::int AS held
    FROM (SELECT hash FROM unnest(${each}::text[]) AS named(hash) ORDER BY hash) AS ordered`;
}

/** For who removes a stored file; false: somebody is about to name it. Waits for nothing. */
export async function tryLockStored(tx: Tx, sha256: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${storedKey(Prisma.sql`${sha256}::text`)}) AS free`;
  return rows[0]?.free === true;
}

/** The review of one hand-in, with its comments, versions and second looks. */
export async function lockReview(tx: Tx, handinId: number): Promise<void> {
  take(tx, { kind: 'review', key: String(handinId), strength: 'change' });
  await tx.$executeRaw`SELECT 1 FROM review WHERE handin_id = ${handinId} ${STRENGTH.change}`;
}

/** What has been told of a competition to webhooks. */
export async function lockNews(tx: Tx, competitionId: string): Promise<void> {
  await lockName(tx, 'news', competitionId);
}

/** A connection of its own, outside the pool; commands that run beside the site hold these. */
interface Connection {
  query(sql: string): Promise<unknown>;
}

const MIGRATIONS = `hashtextextended('saddlepoint migrations', 0)`;
const BACKUP = `hashtextextended('saddlepoint backup', 0)`;

/** The shape of the database: migrations and a restore. `session`: until the connection ends. */
export async function lockMigrations(client: Connection, until: 'session' | 'transaction'): Promise<void> {
  await client.query(`SELECT pg_advisory_${until === 'session' ? '' : 'xact_'}lock(${MIGRATIONS})`);
}

/** Held by a backup until its connection ends: the files of its snapshot must stay. Several may run. */
export async function lockBackup(client: Connection): Promise<void> {
  await client.query(`SELECT pg_advisory_lock_shared(${BACKUP})`);
}

/** Whether a backup runs now. Waits for nothing, so it has no place in the order. */
export async function isBackupRunning(tx: Db | Tx): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<{ free: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(${BACKUP}) AS free`,
  );
  return rows[0]?.free !== true;
}
