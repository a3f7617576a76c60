import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PhaseChip } from '@/app/_ui/Chip';
import { Time } from '@/app/_ui/Time.client';
import { lastMinute } from '@/lib/assignment/deadline.core';
import type { CourseSummary } from '@/lib/competition/assignment-list';

/** A course's assignments, each with its phase and the time that matters next. */
export async function AssignmentLines({ course }: { readonly course: CourseSummary }) {
  const t = await getTranslations('site.home');
  if (course.assignments.length === 0) return <p className="text-sm text-muted">{t('noAssignments')}</p>;
  return (
    <ul className="divide-y divide-line">
      {course.assignments.map((assignment) => {
        const isBefore = assignment.phase === 'before';
        return (
          <li key={assignment.slug}>
            <Link
              href={`/courses/${course.slug}/${assignment.slug}`}
              className="-mx-2 flex flex-wrap items-center gap-x-4 gap-y-1 rounded px-2 py-3 hover:bg-sunken"
            >
              <span className="font-medium">{assignment.title}</span>
              <PhaseChip phase={assignment.phase} />
              <span className="text-sm text-muted sm:ml-auto">
                {t(isBefore ? 'opens' : assignment.phase === 'open' ? 'closes' : 'closed')}{' '}
                <Time
                  at={isBefore ? assignment.opensAt : lastMinute(new Date(assignment.closesAt)).toISOString()}
                  zone={assignment.timezone}
                />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The last minute that counts, as a deadline is spoken of. */
