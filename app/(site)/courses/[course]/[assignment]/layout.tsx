import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { readAssignment, type AssignmentParams } from '@/app/_data/assignment';
import { readHasGallery } from '@/app/_data/gallery';
import { readHasGrading } from '@/app/_data/grades';
import { readHandinSummary } from '@/app/_data/handin';
import { readQuizSummary } from '@/app/_data/quiz';
import { PhaseChip } from '@/app/_ui/Chip';
import { Breadcrumbs, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { TabLinks } from '@/app/_ui/TabLinks.client';
import { Countdown, Time } from '@/app/_ui/Time.client';
import { lastMinute } from '@/lib/assignment/deadline.core';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';

interface Props {
  readonly params: Promise<AssignmentParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readAssignment(params)).title };
}

export default async function AssignmentLayout({
  params,
  children,
}: Props & { readonly children: ReactNode }) {
  const view = await readAssignment(params);
  const t = await getTranslations('site.assignment');
  const quiz = await readQuizSummary(view.competitionId);
  const tQuiz = await getTranslations('quiz');
  const handin = await readHandinSummary(view.competitionId);
  const tHandin = await getTranslations('handin');
  const isGraded = await readHasGrading(view.competitionId);
  const tGrades = await getTranslations('grades');
  const hasGallery = await readHasGallery(view.competitionId);
  const tGallery = await getTranslations('gallery');
  const base = `/courses/${view.courseSlug}/${view.slug}`;
  const tabs = ['overview', 'data', 'submit', 'leaderboard', 'submissions'] as const;
  return (
    <>
      <LiveRefresh competitionId={view.competitionId} />
      <Breadcrumbs items={[{ label: view.courseTitle, href: `/courses/${view.courseSlug}` }]} />
      <PageHeader
        title={view.title}
        chip={<PhaseChip phase={view.phase} />}
        actions={
          view.isStaff ? (
            <Link
              href={`/staff/${view.courseSlug}/${view.slug}`}
              className="text-sm font-medium text-staff hover:underline"
            >
              {t('openInStaffArea')}
            </Link>
          ) : null
        }
      >
        <Facts view={view} />
      </PageHeader>
      <TabLinks
        label={t('parts')}
        tabs={[
          ...tabs.map((tab) => ({
            href: tab === 'overview' ? base : `${base}/${tab}`,
            label: t(`tab.${tab}`),
          })),
          ...(quiz ? [{ href: `${base}/quiz`, label: tQuiz('tab') }] : []),
          ...(handin ? [{ href: `${base}/code`, label: tHandin('tab') }] : []),
          ...(isGraded ? [{ href: `${base}/grade`, label: tGrades('tab') }] : []),
          ...(hasGallery ? [{ href: `${base}/gallery`, label: tGallery('tab') }] : []),
          { href: `${base}/discussion`, label: t('tab.discussion') },
        ]}
      />
      {children}
    </>
  );
}

async function Facts({ view }: { readonly view: AssignmentView }) {
  const t = await getTranslations('site.assignment');
  const closes = lastMinute(new Date(view.closesAt)).toISOString();
  const deadline = (
    <>
      <Time at={closes} zone={view.timezone} relative={false} />
      {view.phase === 'open' ? (
        <span className="block text-muted">
          <Countdown until={view.closesAt} serverNow={view.now} />
        </span>
      ) : null}
      {view.isExtended ? <span className="block text-muted">{t('extended')}</span> : null}
    </>
  );
  const attempts =
    view.attempts.left === null
      ? t('unlimited')
      : t('attemptsLeft', { left: view.attempts.left, limit: view.attempts.limit ?? 0 });
  return (
    <KeyValues
      items={[
        { term: t('deadline'), value: deadline },
        {
          term: t(view.standing?.which === 'private' ? 'finalScore' : 'bestScore'),
          value: <span className="font-mono">{view.standing?.score ?? '–'}</span>,
        },
        {
          term: t(view.standing?.which === 'private' ? 'finalRank' : 'rank'),
          value: view.standing ? t('rankOf', { rank: view.standing.rank, of: view.standing.of }) : '–',
        },
        ...(view.canSubmit ? [{ term: t('attemptsToday'), value: attempts }] : []),
      ]}
    />
  );
}
