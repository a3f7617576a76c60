import { getTranslations } from 'next-intl/server';
import { Chip } from '@/app/_ui/Chip';
import { EmptyState } from '@/app/_ui/Layout';
import { Table, type TableColumn } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { classKey } from './class-name';
import type { StaffQuizStudent, StaffQuizView } from '@/lib/quiz/staff-view';

/** Every student with checkpoint, margins, answer and points. For staff alone. */
export async function StudentsTable({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  const { students } = quiz;
  if (students.length === 0) return <EmptyState title={t('noStudents')} />;
  const total = {
    students: students.length,
    ready: students.filter((each) => each.checkpoint?.ready).length,
    downloaded: students.filter((each) => each.checkpoint?.downloadedAt).length,
    answered: students.filter((each) => each.answeredAt !== null).length,
  };
  const figure = (value: number | null | undefined): string => (value == null ? '–' : value.toExponential(1));
  const className = (name: string | null): string => {
    const key = classKey(name);
    return key ? t(key) : '–';
  };
  const checkpointColumns: TableColumn<StaffQuizStudent>[] = [
    {
      key: 'class',
      title: t('class'),
      cell: ({ checkpoint }) =>
        checkpoint === null ? (
          <span className="text-muted">{t('notMade')}</span>
        ) : checkpoint.ready ? (
          <span className="flex flex-wrap gap-1">
            {className(checkpoint.class)}
            {checkpoint.source === 'uploaded' ? <Chip>{t('uploadedChip')}</Chip> : null}
            {checkpoint.ambiguous ? <Chip tone="warn">{t('ambiguous')}</Chip> : null}
          </span>
        ) : (
          <span className="text-muted">{t('planned')}</span>
        ),
    },
    {
      key: 'norm',
      title: t('norm'),
      numeric: true,
      cell: ({ checkpoint }) => figure(checkpoint?.gradientNorm),
    },
    {
      key: 'ratio',
      title: t('ratio'),
      numeric: true,
      cell: ({ checkpoint }) => checkpoint?.minimumRatio?.toFixed(4) ?? '–',
    },
    {
      key: 'margin',
      title: t('margin'),
      numeric: true,
      cell: ({ checkpoint }) => figure(checkpoint?.eigenMargin),
    },
    {
      key: 'downloaded',
      title: t('downloaded'),
      cell: ({ checkpoint }) =>
        checkpoint?.downloadedAt ? (
          <Time at={checkpoint.downloadedAt} zone={quiz.timezone} short relative={false} />
        ) : (
          '–'
        ),
    },
  ];
  return (
    <section className="space-y-2">
      <h2 className="text-base font-semibold">{t('students')}</h2>
      <p className="text-sm text-muted">{t('total', total)}</p>
      <Table
        label={t('students')}
        rows={students}
        rowKey={(row) => row.userId}
        columns={[
          { key: 'id', title: t('studentId'), cell: (row) => row.studentId ?? '–' },
          {
            key: 'name',
            title: t('student'),
            cell: (row) => <span className="block min-w-36 [overflow-wrap:anywhere]">{row.name}</span>,
          },
          ...(quiz.needsCheckpoints ? checkpointColumns : []),
          ...quiz.settings.questions.map((question) => ({
            key: `answer-${question.id}`,
            title: quiz.settings.questions.length === 1 ? t('answerCol') : question.id,
            cell: (row: StaffQuizStudent) => (
              <span className="block min-w-28 [overflow-wrap:anywhere]">
                {row.answers[question.id] ?? '–'}
              </span>
            ),
          })),
          { key: 'points', title: t('points'), numeric: true, cell: (row) => row.points ?? '–' },
        ]}
      />
    </section>
  );
}
