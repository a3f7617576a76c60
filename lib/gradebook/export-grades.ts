import { Decimal } from 'decimal.js';
import writeXlsxFile from 'write-excel-file/node';
import iconv from 'iconv-lite';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { fillCanvas, type CanvasRow } from '@/lib/gradebook/canvas.core';
import type { StudentGrade } from '@/lib/gradebook/grade.types';
import { gradingPart } from '@/lib/gradebook/grading-part';
import { latestRelease } from '@/lib/gradebook/run';
import { gradingSchema } from '@/lib/gradebook/section';
import { notFound, type Viewer } from '@/lib/identity/viewer';
import { csvLine } from '@/lib/platform/csv-safe.core';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';
import { utf16Of } from '@/lib/platform/text/decode-text.core';

/**
 * The published grades as CSV that no spreadsheet takes for formulas (A66). `csv`: every item; `moodle`: what Moodle's
 * grade import maps by ID number. Ordered by student ID.
 */
export async function exportGrades(
  viewer: Viewer | null,
  assignmentId: string,
  format: 'csv' | 'moodle',
): Promise<Result<string>> {
  const table = await publishedTable(viewer, assignmentId);
  if (!table.ok) return table;
  const { title, items, lines } = table.value;
  const header = format === 'moodle' ? ['ID number', 'Email address', title] : headerOf(items);
  const rows = lines.map(({ studentId, name, email, grade }) => {
    if (format === 'moodle') return [studentId, email, grade.total];
    const points = grade.items.map((each) => each.points);
    return [studentId, name, email, ...points, grade.sum, grade.multiplier, grade.total];
  });
  return ok([header, ...rows].map((cells) => `${csvLine(cells)}\r\n`).join(''));
}

/** The same as a workbook (Office Open XML): points are numbers, all else is text and never a formula (A66). */
export async function exportGradesXlsx(viewer: Viewer | null, assignmentId: string): Promise<Result<Buffer>> {
  const table = await publishedTable(viewer, assignmentId);
  if (!table.ok) return table;
  const { items, lines } = table.value;
  const text = (value: string) => ({ type: String, value });
  const points = (value: string) => ({ type: Number, value: Number(value), format: '0.00' });
  const header = headerOf(items).map((value) => ({ ...text(value), fontWeight: 'bold' as const }));
  const rows = lines.map(({ studentId, name, email, grade }) => [
    text(studentId),
    text(name),
    text(email),
    ...grade.items.map((each) => points(each.points)),
    points(grade.sum),
    { type: Number, value: Number(grade.multiplier) },
    points(grade.total),
  ]);
  return ok(await writeXlsxFile([header, ...rows], { stickyRowsCount: 1 }).toBuffer());
}

function headerOf(items: readonly { readonly id: string }[]): string[] {
  return ['student_id', 'name', 'email', ...items.map((each) => each.id), 'sum', 'multiplier', 'total'];
}

interface PublishedTable {
  readonly title: string;
  readonly items: readonly { readonly id: string }[];
  readonly lines: readonly {
    readonly studentId: string;
    readonly name: string;
    readonly email: string;
    readonly grade: StudentGrade;
  }[];
}

/** The publication in force, ordered by student ID. */
function publishedTable(viewer: Viewer | null, assignmentId: string): Promise<Result<PublishedTable>> {
  return db().$transaction(async (tx): Promise<Result<PublishedTable>> => {
    const entered = await enter(tx, viewer, byId(assignmentId), 'staff', gradingPart);
    if (!entered.ok) return entered;
    const release = await latestRelease(tx, assignmentId);
    if (!release) return notFound('grade');
    const users = await tx.user.findMany({
      where: { id: { in: release.grades.map((each) => each.userId) } },
      select: { id: true, studentId: true, name: true, email: true },
      orderBy: [{ studentId: 'asc' }, { id: 'asc' }],
    });
    const grades = new Map(
      release.grades.map((each) => [each.userId, each.detail as unknown as StudentGrade]),
    );
    return ok({
      title: entered.value.competition.title,
      items: gradingSchema.parse(release.settings).items,
      lines: users.flatMap(({ id, studentId, name, email }) => {
        const grade = grades.get(id);
        return grade ? [{ studentId: studentId ?? '', name, email: email ?? '', grade }] : [];
      }),
    });
  });
}

/**
 * A grade-book export of Canvas or Moodle, every byte as it was but the cells of `column` (default: the title), with what was
 * done with each row. UTF-8, UTF-16, or any encoding whose ASCII is ASCII.
 */
export async function exportCanvas(
  viewer: Viewer | null,
  assignmentId: string,
  file: Buffer,
  column?: string,
): Promise<Result<{ file: Buffer; filled: number; rows: readonly CanvasRow[] }>> {
  const table = await publishedTable(viewer, assignmentId);
  if (!table.ok) return table;
  const people = table.value.lines.map(({ studentId, email, grade }) => ({
    studentId: studentId === '' ? null : studentId,
    email: email === '' ? null : email,
    total: new Decimal(grade.total).toFixed(2),
  }));
  const codec = codecOf(file);
  const filled = fillCanvas(codec.text, codec.inFile(column ?? table.value.title), people);
  if (!filled.ok) return filled;
  const { text, rows, filled: count } = filled.value;
  const named = rows.map((row) => ({ ...row, who: codec.outOfFile(row.who) }));
  return ok({ file: codec.bytes(text), filled: count, rows: named });
}

interface Codec {
  readonly text: string;
  readonly bytes: (text: string) => Buffer;
  /** A text as the file's text would hold it, and back. */
  readonly inFile: (text: string) => string;
  readonly outOfFile: (text: string) => string;
}

/** UTF-16 is decoded; of all else each byte is a character (latin1), so that no encoding is touched. */
function codecOf(file: Buffer): Codec {
  const encoding = utf16Of(file);
  if (encoding === null)
    return {
      text: file.toString('latin1'),
      bytes: (text) => Buffer.from(text, 'latin1'),
      inFile: (text) => Buffer.from(text, 'utf8').toString('latin1'),
      outOfFile: (text) => Buffer.from(text, 'latin1').toString('utf8'),
    };
  const same = (text: string): string => text;
  return {
    text: iconv.decode(file, encoding, { stripBOM: false }),
    bytes: (text) => iconv.encode(text, encoding),
    inFile: same,
    outOfFile: same,
  };
}
