import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { AssignmentLines } from './AssignmentLines';
import { requireViewer } from '@/app/_data/assignment';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { myCourses } from '@/lib/competition/assignment-list';

export default async function HomePage() {
  const viewer = await requireViewer();
  const [courses, t] = await Promise.all([myCourses(viewer), getTranslations('site.home')]);
  return (
    <>
      <PageHeader title={t('title')} />
      {courses.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
      <div className="space-y-6">
        {courses.map((course) => (
          <Card
            key={course.slug}
            title={
              <Link href={`/courses/${course.slug}`} className="hover:underline">
                {course.title}
              </Link>
            }
          >
            <AssignmentLines course={course} />
          </Card>
        ))}
      </div>
    </>
  );
}
