import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireViewer } from '@/app/_data/assignment';
import { LinkButton } from '@/app/_ui/Button';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { StaffShell } from '@/app/_ui/StaffShell';
import { myCourses } from '@/lib/competition/assignment-list';
import { NewCourse } from './NewCourse.client';

export default async function StaffHome() {
  const viewer = await requireViewer();
  const courses = (await myCourses(viewer)).filter((course) => course.isStaff);
  if (courses.length === 0 && !viewer.canCreateCourses) notFound();
  const t = await getTranslations('staff.home');
  return (
    <StaffShell items={[{ href: '/staff', label: t('title') }]}>
      <PageHeader title={t('title')} />
      <div className="space-y-6">
        {courses.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
        {courses.map((course) => (
          <Card
            key={course.slug}
            title={course.title}
            actions={<LinkButton href={`/staff/${course.slug}`}>{t('open')}</LinkButton>}
          >
            <p className="text-sm text-muted">{t('assignments', { count: course.assignments.length })}</p>
          </Card>
        ))}
        {viewer.canCreateCourses ? (
          <Card title={t('newCourse')}>
            <NewCourse />
          </Card>
        ) : null}
      </div>
    </StaffShell>
  );
}
