import { stringify } from 'csv-stringify/sync';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { csvSafe } from '@/lib/platform/csv-safe.core';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { staffQuizView } from '@/lib/quiz/staff-view';

/** A quiz's students, checkpoints, last answers and points as CSV, for staff; audited, since it tells the answers (A41). */
export async function exportQuiz(
  viewer: Viewer,
  assignmentId: string,
): Promise<Result<{ readonly fileName: string; readonly csv: string }>> {
  const view = await staffQuizView(viewer, assignmentId);
  if (!view.ok) return view;
  const { settings, students } = view.value;
  const header = [
    'student_id',
    'name',
    'checkpoint',
    'class',
    'gradient_norm',
    'minimum_ratio',
    'eigen_margin',
    'downloaded_at',
    ...settings.questions.map((question) => `answer_${question.id}`),
    'answered_at',
    'points',
  ];
  const rows = students.map((each) => [
    each.studentId ?? '',
    each.name,
    each.checkpoint?.source ?? '',
    each.checkpoint?.class ?? '',
    each.checkpoint?.gradientNorm ?? '',
    each.checkpoint?.minimumRatio ?? '',
    each.checkpoint?.eigenMargin ?? '',
    each.checkpoint?.downloadedAt ?? '',
    ...settings.questions.map((question) => each.answers[question.id] ?? ''),
    each.answeredAt ?? '',
    each.points ?? '',
  ]);
  await db().$transaction((tx) =>
    audit(tx, {
      actorId: viewer.userId,
      assignmentId,
      action: 'quiz.exported',
      subject: `quiz ${assignmentId}`,
      detail: { students: students.length },
    }),
  );
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? csvSafe(cell) : cell)));
  return ok({ fileName: 'quiz.csv', csv: stringify([header, ...cells]) });
}
