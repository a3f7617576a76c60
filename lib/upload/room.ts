import { db } from '@/lib/platform/database/client';
import { env } from '@/lib/platform/env';
import { bytesAboveReserve, STORAGE_FULL } from '@/lib/platform/files/disk';
import { Prisma } from '@/lib/platform/prisma-client/client';
import { refuse, type Refused } from '@/lib/platform/result';
import type { UploadTarget } from '@/lib/upload/upload.types';

const MB = 1_000_000;
/** A course's bytes are summed at most this often by one process, and each time where it is this close to its limit. */
const COURSE_SUM_MS = 30_000;
const CLOSE_BYTES = 10_000_000_000;

/** How many bytes more may come, and the refusal of more than that. */
export interface Room {
  readonly bytes: number;
  refusal(bytes: number): Refused;
}

/** What the disk, the course and the person have left for an upload: the least of them. */
export async function roomFor({ userId, courseId, purpose }: UploadTarget): Promise<Room> {
  const { SADDLEPOINT_PERSON_MB: person, SADDLEPOINT_COURSE_MB: course } = env();
  const rooms: Room[] = [
    { bytes: await bytesAboveReserve(), refusal: () => refuse(STORAGE_FULL) },
    roomOfCourse(await courseBytes(courseId, course * MB), course),
  ];
  // What staff add is the course's.
  if (purpose === 'prediction' || purpose === 'handin')
    rooms.push(roomOfPerson(await personBytes(userId, courseId), person));
  return rooms.reduce((least, each) => (each.bytes < least.bytes ? each : least));
}

/** What a person who has stored `used` bytes in a course has left of their share. */
export function roomOfPerson(used: number, limitMb: number = env().SADDLEPOINT_PERSON_MB): Room {
  return {
    bytes: limitMb * MB - used,
    refusal: (bytes) =>
      refuse({
        code: 'stored_too_much',
        message: `You have stored ${mb(used)} of your ${limitMb} MB in this course; ${mb(bytes)} more are too many. Nothing was counted. Files with problems and unfinished uploads leave by themselves after a while; if you need more room, ask the staff.`,
      }),
  };
}

function roomOfCourse(used: number, limitMb: number): Room {
  return {
    bytes: limitMb * MB - used,
    refusal: (bytes) =>
      refuse({
        code: 'stored_too_much',
        message: `This course has stored ${mb(used)} of its ${limitMb} MB; ${mb(bytes)} more are too many. Nothing was counted. Tell the staff: whoever runs the site can give the course more (SADDLEPOINT_COURSE_MB).`,
      }),
  };
}

const mb = (bytes: number): string => `${(bytes / MB).toFixed(bytes < 10 * MB ? 2 : 0)} MB`;

/** Bytes of the predictions and hand-ins that a person (an SQL expression) has in a course; for a statement of the caller's. */
export function receiptedBytesSql(userId: Prisma.Sql, courseId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    coalesce((SELECT sum(s.file_bytes) FROM participant p
      JOIN assignment a ON a.id = p.competition_id AND a.course_id = ${courseId}
      JOIN submission s ON s.participant_id = p.id AND s.file_removed_at IS NULL
      WHERE p.user_id = ${userId}), 0)
    + coalesce((SELECT sum(h.bytes) FROM handin h
      JOIN assignment a ON a.id = h.assignment_id AND a.course_id = ${courseId}
      WHERE h.user_id = ${userId}), 0))::float8`;
}

/** The same, with uploads that are not finished yet, as they were announced. */
async function personBytes(userId: string, courseId: string): Promise<number> {
  const receipted = receiptedBytesSql(Prisma.sql`${userId}::uuid`, Prisma.sql`${courseId}::uuid`);
  const rows = await db().$queryRaw<{ bytes: number }[]>`
    SELECT ${receipted} + coalesce((SELECT sum(u.bytes_total) FROM upload u
        WHERE u.user_id = ${userId}::uuid AND u.course_id = ${courseId}::uuid AND u.purpose IN ('prediction', 'handin')
          AND u.state IN ('receiving', 'sealed') AND u.expires_at > app_now()), 0)::float8 AS bytes`;
  return rows[0]?.bytes ?? 0;
}

const sums = new Map<string, { readonly at: number; readonly bytes: number }>();

/** Bytes of a course: its people's, and the files and bundles of its staff. Some seconds old where there is room enough. */
async function courseBytes(courseId: string, limit: number): Promise<number> {
  const known = sums.get(courseId);
  const isGood = known && performance.now() - known.at < COURSE_SUM_MS && limit - known.bytes > CLOSE_BYTES;
  if (isGood) return known.bytes;
  const bytes = await sumCourse(courseId);
  sums.set(courseId, { at: performance.now(), bytes });
  return bytes;
}

async function sumCourse(courseId: string): Promise<number> {
  const rows = await db().$queryRaw<{ bytes: number }[]>`
    SELECT (
      coalesce((SELECT sum(s.file_bytes) FROM submission s JOIN assignment a ON a.id = s.competition_id
        WHERE a.course_id = ${courseId}::uuid AND s.file_removed_at IS NULL), 0)
      + coalesce((SELECT sum(h.bytes) FROM handin h JOIN assignment a ON a.id = h.assignment_id
        WHERE a.course_id = ${courseId}::uuid), 0)
      + coalesce((SELECT sum(f.bytes) FROM assignment_file f JOIN assignment a ON a.id = f.assignment_id
        WHERE a.course_id = ${courseId}::uuid), 0)
      + coalesce((SELECT sum(b.bytes) FROM bundle_import b
        WHERE b.course_id = ${courseId}::uuid AND b.file_removed_at IS NULL), 0)
      + coalesce((SELECT sum(u.bytes_total) FROM upload u
        WHERE u.course_id = ${courseId}::uuid AND u.state IN ('receiving', 'sealed') AND u.expires_at > app_now()), 0)
    )::float8 AS bytes`;
  return rows[0]?.bytes ?? 0;
}
