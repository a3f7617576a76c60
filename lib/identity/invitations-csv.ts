import { stringify } from 'csv-stringify/sync';
import type { Invitation } from '@/lib/identity/apply-roster';

/** A list to hand links out by, or to feed a mail merge. Cells that a spreadsheet would run are made inert (A66). */
export function invitationsCsv(invitations: readonly Invitation[], origin: string): string {
  return stringify(
    invitations.map(({ studentId, name, email, role, path }) => [
      studentId ?? '',
      name,
      email ?? '',
      role,
      origin + path,
    ]),
    {
      header: true,
      columns: ['student_id', 'name', 'email', 'role', 'link'],
      escape_formulas: true,
      bom: true, // spreadsheets take UTF-8 for what it is only then
      record_delimiter: '\r\n',
    },
  );
}
