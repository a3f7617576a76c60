import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { readQuizSummary } from '@/app/_data/quiz';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { buttonClass } from '@/app/_ui/Button';
import { Chip } from '@/app/_ui/Chip';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Card, EmptyState, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { lastMinute } from '@/lib/assignment/deadline.core';
import { forStudents } from '@/lib/quiz/answer.core';
import { rightAnswerText } from '@/lib/quiz/grade.core';
import { staffQuizView, type StaffQuizView } from '@/lib/quiz/staff-view';
import { AcceptAnswer } from './AcceptAnswer.client';
import { regradeAction, releaseAction, withdrawAction } from './actions';
import { Seeding } from './Seeding';
import { StudentsTable } from './StudentsTable';
import { UploadCheckpoints } from './UploadCheckpoints.client';

export default async function StaffQuizPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('quiz.staff'),
  ]);
  if (!(await readQuizSummary(competition.id))) {
    return (
      <div className="space-y-6">
        <PageHeader title={t('title')} />
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      </div>
    );
  }
  const quiz = foundOr404(await staffQuizView(viewer, competition.id));
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')} actions={<Acts quiz={quiz} />}>
        <Facts quiz={quiz} />
      </PageHeader>
      <Questions quiz={quiz} />
      {quiz.needsCheckpoints ? (
        <>
          <Seeding quiz={quiz} />
          <Card title={t('upload')}>
            <UploadCheckpoints assignmentId={quiz.assignmentId} />
          </Card>
        </>
      ) : null}
      <StudentsTable quiz={quiz} fileName={`${competition.courseSlug}-${competition.slug}-quiz`} />
      <Card title={t('accept')}>
        <AcceptAnswer
          assignmentId={quiz.assignmentId}
          questions={quiz.settings.questions.map(forStudents)}
          people={quiz.students.map(({ userId, name, studentId }) => ({
            userId,
            name: studentId ? `${studentId} ${name}` : name,
          }))}
        />
      </Card>
      <Acceptances quiz={quiz} />
    </div>
  );
}

async function Acts({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  return (
    <>
      {quiz.closed && quiz.settings.release === 'manual' && !quiz.releasedAt ? (
        <ConfirmButton
          label={t('releaseDo')}
          title={t('releaseTitle')}
          effect={t('releaseEffect')}
          action={releaseAction.bind(null, quiz.assignmentId)}
        />
      ) : null}
      {quiz.closed ? (
        <ActionButton action={regradeAction.bind(null, quiz.assignmentId)} done={t('regraded')}>
          {t('regrade')}
        </ActionButton>
      ) : null}
      <a href={`/api/quizzes/${quiz.assignmentId}/export`} download className={buttonClass()}>
        {t('export')}
      </a>
    </>
  );
}

async function Facts({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  const time = (at: Date | null) =>
    at ? <Time at={at.toISOString()} zone={quiz.timezone} relative={false} /> : t('notYet');
  return (
    <KeyValues
      items={[
        { term: t('opens'), value: time(quiz.times.opensAt) },
        { term: t('closes'), value: time(lastMinute(quiz.times.closesAt)) },
        { term: t('release'), value: t(quiz.settings.release) },
        ...(quiz.settings.release === 'manual'
          ? [{ term: t('releasedAt'), value: time(quiz.releasedAt) }]
          : []),
        { term: t('gradedAt'), value: time(quiz.gradedAt) },
      ]}
    />
  );
}

async function Questions({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  return (
    <Table
      label={t('questions')}
      rows={quiz.settings.questions}
      rowKey={(question) => question.id}
      columns={[
        { key: 'id', title: t('question'), cell: (question) => question.id },
        { key: 'kind', title: t('kind'), cell: (question) => t(`kinds.${question.kind}`) },
        { key: 'points', title: t('pointsEach'), numeric: true, cell: (question) => question.points },
        {
          key: 'right',
          title: t('rightAnswer'),
          cell: (question) =>
            question.kind === 'hessian'
              ? `${t('perStudent')}: ${question.thresholds.gradientNorm}, ${question.thresholds.minimumRatio}`
              : rightAnswerText(question, null),
        },
      ]}
    />
  );
}

async function Acceptances({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  if (quiz.acceptances.length === 0) return null;
  return (
    <Table
      label={t('acceptances')}
      rows={quiz.acceptances}
      rowKey={(row) => row.id}
      columns={[
        { key: 'question', title: t('question'), cell: (row) => row.questionId },
        { key: 'answer', title: t('answer'), cell: (row) => row.answer },
        { key: 'who', title: t('who'), cell: (row) => row.forName ?? <Chip>{t('everyone')}</Chip> },
        { key: 'reason', title: t('reason'), cell: (row) => row.reason },
        {
          key: 'withdraw',
          title: <span className="sr-only">{t('withdraw')}</span>,
          cell: (row) => (
            <ActionButton
              action={withdrawAction.bind(null, row.id)}

              label={`${t('withdraw')}: ${row.answer}`}
            >
              {t('withdraw')}
            </ActionButton>
          ),
        },
      ]}
    />
  );
}
