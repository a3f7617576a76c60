import { z } from 'zod';
import { downloadResponse } from '@/app/api/_http/download-response';
import { problemResponse } from '@/app/api/_http/problem';
import { route } from '@/app/api/_http/route';
import { exportGrades, exportGradesXlsx } from '@/lib/gradebook/export-grades';

const format = z.enum(['csv', 'moodle', 'xlsx']).catch('csv');
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The published grades as a file. */
export const GET = route(z.object({ id: z.uuid() }), async (_request, { viewer, params: { id }, url }) => {
  const wanted = format.parse(url.searchParams.get('format'));
  if (wanted === 'xlsx') {
    const book = await exportGradesXlsx(viewer, id);
    if (!book.ok) return problemResponse(book.problems);
    return downloadResponse({ fileName: 'grades.xlsx', contentType: XLSX, bytes: book.value });
  }
  const table = await exportGrades(viewer, id, wanted);
  if (!table.ok) return problemResponse(table.problems);
  return downloadResponse({
    fileName: wanted === 'csv' ? 'grades.csv' : 'grades-moodle.csv',
    contentType: 'text/csv; charset=utf-8',
    bytes: Buffer.from(table.value),
  });
});
