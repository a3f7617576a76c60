import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockQuiz } from '@/lib/platform/database/locks';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import { findStudents } from '@/lib/quiz/find-students';
import { readCheckpointFile } from '@/lib/quiz/hessian/files/read-checkpoint';
import { asFloat32 } from '@/lib/quiz/hessian/files/tensors-of.core';
import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import type { Measured } from '@/lib/quiz/measure';
import { measureApart } from '@/lib/quiz/measure-apart';
import { quizPart } from '@/lib/quiz/quiz-part';
import { storableCheckpoint, type StoredCheckpoint } from '@/lib/quiz/stored-network';

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface ReadFile {
  readonly name: string;
  readonly network: StoredCheckpoint;
  readonly measured: Measured;
}

/**
 * Gives students checkpoints of the staff's own in place of what they have: a file named after a student ID to that student,
 * or one file to all of `studentIds`. All files are read and checked first; one that is bad (the tensor, the shape found,
 * the shape expected are named), or for nobody, and nothing is changed. A checkpoint that already left the server stays.
 */
export async function uploadCheckpoints(
  viewer: Viewer,
  assignmentId: string,
  files: readonly UploadedFile[],
  studentIds: readonly string[] | null,
): Promise<Result<{ given: number; ambiguous: number }>> {
  const entered = await enter(db(), viewer, byId(assignmentId), 'staff', quizPart);
  if (!entered.ok) return entered;
  const { hessian, entered: access } = entered.value;
  if (!hessian)
    return refuse({ code: 'no_checkpoints', message: 'This quiz has no question that needs checkpoints.' });
  if (studentIds && files.length !== 1)
    return refuse({ code: 'one_file', field: 'files', message: 'Name students for a single file only.' });
  const read = await readAll(files, hessian.thresholds);
  if (!read.ok) return read;
  return db().$transaction(async (tx) => {
    await lockQuiz(tx, assignmentId, 'change');
    const pairs = await pair(tx, access.competition.courseId, read.value, studentIds);
    if (!pairs.ok) return pairs;
    const taken = await tx.quizCheckpoint.findMany({
      where: {
        assignmentId,
        userId: { in: pairs.value.map((each) => each.userId) },
        downloadedAt: { not: null },
      },
      select: { user: { select: { studentId: true, name: true } } },
    });
    if (taken.length > 0) {
      const names = taken.map(({ user }) => user.studentId ?? user.name).join(', ');
      const message = `Already downloaded, so it can no longer be replaced: the checkpoint of ${names}.`;
      return refuse({ code: 'in_use', message });
    }
    for (const { userId, file } of pairs.value) await store(tx, assignmentId, userId, file);
    await audit(tx, {
      actorId: viewer.userId,
      courseId: access.competition.courseId,
      assignmentId,
      action: 'checkpoints.uploaded',
      subject: `quiz ${access.competition.slug}`,
      detail: { files: read.value.map((each) => each.name), students: pairs.value.length },
    });
    const ambiguous = pairs.value.filter((each) => each.file.measured.ambiguous !== null).length;
    return ok({ given: pairs.value.length, ambiguous });
  });
}

async function readAll(
  files: readonly UploadedFile[],
  thresholds: Thresholds,
): Promise<Result<readonly ReadFile[]>> {
  const problems: Problem[] = [];
  const read: ReadFile[] = [];
  for (const { name, bytes } of files) {
    const network = readCheckpointFile(bytes, name);
    if (!network.ok) {
      problems.push(
        ...network.problems.map((each) => ({ ...each, file: name, message: `${name}: ${each.message}` })),
      );
      continue;
    }
    // As float32 holds them: what is graded is then what students' files say, whatever the upload's precision.
    const kept = asFloat32(storableCheckpoint(network.value));
    const [measured] = await measureApart([kept], thresholds);
    if (!measured) throw new Error('a checkpoint was not measured');
    read.push({ name, network: kept, measured });
  }
  return problems.length > 0 ? refuse(...problems) : ok(read);
}

interface Pair {
  readonly userId: string;
  readonly file: ReadFile;
}

async function pair(
  tx: Tx,
  courseId: string,
  files: readonly ReadFile[],
  studentIds: readonly string[] | null,
): Promise<Result<readonly Pair[]>> {
  const [only] = files;
  const wanted = studentIds
    ? studentIds.map((id) => ({ id: id.toLowerCase(), file: only }))
    : files.map((file) => ({ id: file.name.replace(/\.[^.]*$/, '').toLowerCase(), file }));
  const found = await findStudents(
    tx,
    courseId,
    wanted.map((each) => each.id),
  );
  if (!found.ok) {
    const [{ message } = { message: '' }] = found.problems;
    const named = studentIds ? message : `${message} A file is named after the student ID it is for.`;
    return refuse({ code: 'not_enrolled', field: 'files', message: named });
  }
  return ok(
    wanted.flatMap(({ id, file }) => {
      const userId = found.value.get(id);
      return userId && file ? [{ userId, file }] : [];
    }),
  );
}

async function store(tx: Tx, assignmentId: string, userId: string, file: ReadFile): Promise<void> {
  await tx.quizCheckpoint.upsert({
    where: { assignmentId_userId: { assignmentId, userId } },
    create: { assignmentId, userId, source: 'uploaded' },
    update: { source: 'uploaded', wantedClass: null },
  });
  const network = file.network as unknown as Prisma.InputJsonObject;
  await tx.quizCheckpoint.update({
    where: { assignmentId_userId: { assignmentId, userId } },
    data: { network, fileName: file.name, ...file.measured },
  });
  await tx.$executeRaw`
    UPDATE quiz_checkpoint SET filled_at = app_now()
    WHERE assignment_id = ${assignmentId}::uuid AND user_id = ${userId}::uuid`;
}
