import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { requireViewer } from '@/app/_data/assignment';
import { PhaseChip } from '@/app/_ui/Chip';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { myCourses, type AssignmentSummary } from '@/lib/competition/assignment-list';

export default async function HomePage() {
  const viewer = await requireViewer();
  const [courses, t] = await Promise.all([myCourses(viewer), getTranslations('site.home')]);
  return (
    <>
      <PageHeader title={t('title')} />
      {courses.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
      <div className="space-y-6">
        {courses.map((course) => (
          <Card key={course.slug} title={course.title}>
            {course.assignments.length === 0 ? (
              <p className="text-sm text-muted">{t('noAssignments')}</p>
            ) : null}
            <ul className="divide-y divide-line">
              {course.assignments.map((assignment) => (
                <li key={assignment.slug}>
                  <AssignmentLine
                    href={`/courses/${course.slug}/${assignment.slug}`}
                    assignment={assignment}
                  />
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  );
}

async function AssignmentLine({
  href,
  assignment,
}: {
  readonly href: string;
  readonly assignment: AssignmentSummary;
}) {
  const t = await getTranslations('site.home');
  const isBefore = assignment.phase === 'before';
  return (
    <Link
      href={href}
      className="-mx-2 flex flex-wrap items-center gap-x-4 gap-y-1 rounded px-2 py-3 hover:bg-sunken"
    >
      <span className="font-medium">{assignment.title}</span>
      <PhaseChip phase={assignment.phase} />
      <span className="text-sm text-muted sm:ml-auto">
        {t(isBefore ? 'opens' : assignment.phase === 'open' ? 'closes' : 'closed')}{' '}
        <Time
          at={isBefore ? assignment.opensAt : lastMinute(assignment.closesAt)}
          zone={assignment.timezone}
        />
      </span>
    </Link>
  );
}

/** The last minute that counts, as a deadline is spoken of. */
function lastMinute(closesAt: string): string {
  return new Date(new Date(closesAt).getTime() - 60_000).toISOString();
}
