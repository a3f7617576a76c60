import { getTranslations } from 'next-intl/server';
import { Chip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import type { DataCell, DataColumn } from '@/app/_ui/data-table.types';
import { EmptyState } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { classKey } from './class-name';
import type { StaffQuizStudent, StaffQuizView } from '@/lib/quiz/staff-view';

type Texts = Awaited<ReturnType<typeof getTranslations<'quiz.staff'>>>;

/** Every student with checkpoint, margins, answer and points. For staff alone. */
export async function StudentsTable({
  quiz,
  fileName,
}: {
  readonly quiz: StaffQuizView;
  readonly fileName: string;
}) {
  const t = await getTranslations('quiz.staff');
  const { students } = quiz;
  const total = {
    students: students.length,
    ready: students.filter((each) => each.checkpoint?.ready).length,
    downloaded: students.filter((each) => each.checkpoint?.downloadedAt).length,
    answered: students.filter((each) => each.answeredAt !== null).length,
  };
  return (
    <section className="space-y-2">
      <h2 className="text-base font-semibold">{t('students')}</h2>
      {students.length > 0 ? <p className="text-sm text-muted">{t('total', total)}</p> : null}
      <DataTable
        label={t('students')}
        fileName={fileName}
        empty={<EmptyState title={t('noStudents')} />}
        columns={columns(quiz, t)}
        rows={students.map((row) => ({
          id: row.userId,
          cells: {
            id: row.studentId,
            name: row.name,
            ...(quiz.needsCheckpoints ? checkpointCells(row, quiz.timezone, t) : {}),
            ...Object.fromEntries(
              quiz.settings.questions.map(({ id }) => [`answer-${id}`, row.answers[id] ?? null]),
            ),
            points: row.points === null ? null : { value: Number(row.points), show: row.points },
          },
        }))}
      />
    </section>
  );
}

function columns(quiz: StaffQuizView, t: Texts): DataColumn[] {
  const ofCheckpoint: DataColumn[] = [
    { key: 'class', title: t('class'), width: 11, choices: true },
    { key: 'norm', title: t('norm'), numeric: true },
    { key: 'ratio', title: t('ratio'), numeric: true },
    { key: 'margin', title: t('margin'), numeric: true },
    { key: 'downloaded', title: t('downloaded'), width: 10 },
  ];
  return [
    { key: 'id', title: t('studentId'), width: 8 },
    { key: 'name', title: t('student') },
    ...(quiz.needsCheckpoints ? ofCheckpoint : []),
    ...quiz.settings.questions.map(({ id, kind }) => ({
      key: `answer-${id}`,
      title: quiz.settings.questions.length === 1 ? t('answerCol') : id,
      choices: kind === 'single_choice' || kind === 'hessian',
    })),
    { key: 'points', title: t('points'), numeric: true, width: 6 },
  ];
}

function checkpointCells(
  { checkpoint }: StaffQuizStudent,
  timezone: string,
  t: Texts,
): Record<string, DataCell> {
  if (checkpoint === null) return { class: t('notMade') };
  const figure = (value: number | null, show: (value: number) => string): DataCell =>
    value === null ? null : { value, show: show(value) };
  const exponent = (value: number): string => value.toExponential(1);
  return {
    class: checkpoint.ready ? shownClass(checkpoint, t) : t('planned'),
    norm: figure(checkpoint.gradientNorm, exponent),
    ratio: figure(checkpoint.minimumRatio, (value) => value.toFixed(4)),
    margin: figure(checkpoint.eigenMargin, exponent),
    downloaded: checkpoint.downloadedAt
      ? {
          value: checkpoint.downloadedAt,
          show: <Time at={checkpoint.downloadedAt} zone={timezone} short relative={false} />,
        }
      : null,
  };
}

function shownClass(checkpoint: NonNullable<StaffQuizStudent['checkpoint']>, t: Texts): DataCell {
  const key = classKey(checkpoint.class);
  const name = key ? t(key) : '–';
  return {
    value: name,
    show: (
      <span className="flex items-center gap-1">
        {name}
        {checkpoint.source === 'uploaded' ? <Chip>{t('uploadedChip')}</Chip> : null}
        {checkpoint.ambiguous ? <Chip tone="warn">{t('ambiguous')}</Chip> : null}
      </span>
    ),
  };
}
