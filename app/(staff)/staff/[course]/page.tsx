import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { readStaffCourse } from '@/app/_data/staff';
import { LinkButton } from '@/app/_ui/Button';
import { Chip, PhaseChip } from '@/app/_ui/Chip';
import { Time } from '@/app/_ui/Time.client';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';

export default async function StaffCoursePage({
  params,
}: {
  readonly params: Promise<{ readonly course: string }>;
}) {
  const [course, t] = await Promise.all([readStaffCourse(params), getTranslations('staff.course')]);
  return (
    <>
      <PageHeader
        title={course.title}
        actions={<LinkButton href={`/staff/${course.slug}/import`}>{t('import')}</LinkButton>}
      >
        <p className="text-sm text-muted">
          {t('enrolled', { count: course.enrolled })} · {course.timezone}
        </p>
      </PageHeader>
      {course.assignments.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{t('noneHint')}</p>
          <code className="mt-2 block font-mono text-xs">npx saddlepoint import path/to/folder</code>
        </EmptyState>
      ) : (
        <Card title={t('assignments')}>
          <ul className="divide-y divide-line">
            {course.assignments.map((assignment) => (
              <li key={assignment.slug} className="flex flex-wrap gap-3 py-3">
                <Link
                  href={`/staff/${course.slug}/${assignment.slug}`}
                  className="font-medium text-accent hover:underline"
                >
                  {assignment.title}
                </Link>
                {assignment.phase ? <PhaseChip phase={assignment.phase} /> : null}
                {assignment.waiting > 0 ? (
                  <Chip tone="accent">{t('waiting', { count: assignment.waiting })}</Chip>
                ) : null}
                <span className="ml-auto text-right text-sm tabular-nums text-muted">
                  {t('submitted', { count: assignment.submitted, of: course.enrolled })} ·{' '}
                  {t('submissions', { count: assignment.submissions })}
                  <br />
                  {t('closes')} <Time at={assignment.closesAt} zone={assignment.timezone} short />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
