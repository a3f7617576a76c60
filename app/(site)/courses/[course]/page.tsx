import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AssignmentLines } from '@/app/(site)/AssignmentLines';
import { requireViewer } from '@/app/_data/assignment';
import { Breadcrumbs, Card, PageHeader } from '@/app/_ui/Layout';
import { myCourses, type CourseSummary } from '@/lib/competition/assignment-list';

interface Props {
  readonly params: Promise<{ readonly course: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readCourse(params)).title };
}

export default async function CoursePage({ params }: Props) {
  const course = await readCourse(params);
  const [home, t] = await Promise.all([getTranslations('site.home'), getTranslations('site.assignment')]);
  return (
    <>
      <Breadcrumbs items={[{ label: home('title'), href: '/' }]} />
      <PageHeader
        title={course.title}
        actions={
          course.isStaff ? (
            <Link href={`/staff/${course.slug}`} className="text-sm font-medium text-staff hover:underline">
              {t('openInStaffArea')}
            </Link>
          ) : null
        }
      />
      <Card>
        <AssignmentLines course={course} />
      </Card>
    </>
  );
}

/** The course in the address, as the viewer is enrolled in it; else it is not found. */
async function readCourse(params: Props['params']): Promise<CourseSummary> {
  const { course: slug } = await params;
  const courses = await myCourses(await requireViewer());
  return courses.find((each) => each.slug === slug) ?? notFound();
}
