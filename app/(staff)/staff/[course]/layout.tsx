import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { readStaffCourse } from '@/app/_data/staff';
import { Breadcrumbs } from '@/app/_ui/Layout';
import { StaffShell } from '@/app/_ui/StaffShell';

interface Props {
  readonly params: Promise<{ readonly course: string }>;
  readonly children: ReactNode;
}

const PARTS = ['submissions', 'participants', 'leaderboard', 'regrade', 'settings', 'audit'] as const;

export default async function StaffCourseLayout({ params, children }: Props) {
  const [course, t] = await Promise.all([readStaffCourse(params), getTranslations('staff.nav')]);
  const tQuiz = await getTranslations('quiz.staff');
  const tHandin = await getTranslations('handin.staff');
  const tGrades = await getTranslations('grades.staff');
  const tImport = await getTranslations('bundleImport');
  const tOps = await getTranslations('ops.webhooks');
  const tLti = await getTranslations('lti.staff');
  const base = `/staff/${course.slug}`;
  const items = [
    { href: base, label: t('course') },
    { href: `${base}/people`, label: t('people') },
    { href: `${base}/import`, label: tImport('nav') },
    ...(course.mayManage
      ? [
          { href: `${base}/webhooks`, label: tOps('nav') },
          { href: `${base}/lti`, label: tLti('nav') },
        ]
      : []),
    ...course.assignments.map((each) => ({
      href: `${base}/${each.slug}`,
      label: each.title,
      parts: [
        ...PARTS.map((part) => ({ href: `${base}/${each.slug}/${part}`, label: t(part) })),
        { href: `${base}/${each.slug}/quiz`, label: tQuiz('nav') },
        { href: `${base}/${each.slug}/review`, label: tHandin('nav') },
        { href: `${base}/${each.slug}/grades`, label: tGrades('nav') },
      ],
    })),
  ];
  return (
    <div className="space-y-4">
      <Breadcrumbs
        items={[
          { label: t('home'), href: '/staff' },
          { label: course.title, href: base },
        ]}
      />
      <StaffShell items={items} searchUrl={`/api/staff/${course.slug}/search`}>
        {children}
      </StaffShell>
    </div>
  );
}
